/** `wireside record`: records a program where it stands, on the real network. */
import { constants } from 'node:os';
import { basename, resolve } from 'node:path';
import { Recording } from '@wireside/bench';
import type { FinishedRecording, RecordRequest } from '@wireside/bench';
import type { RunEnd } from '@wireside/trace';
import { findings } from '@wireside/trace';
import type { Command } from 'commander';
import { wholeNumber } from '../parse.ts';
import { newRunFolder, removeUnused, showName } from '../run-folders.ts';
import { summary } from '../run/ending.ts';
import { terminalOf } from '../terminal/environment.ts';
import { UsageError } from '../usage-error.ts';

interface RecordFlags {
  readonly pid?: number;
  readonly keep?: string;
}

/** A shell's exit status is this plus the signal's number when a signal killed the command. */
const SIGNAL_STATUS = 128;
/** Exit status of an inconclusive recording. */
const INCONCLUSIVE = 2;

const HELP = `
The command runs as without wireside: in this folder, with this environment, this terminal and the real network. Its
calls are traced with strace(1), its packets captured with tcpdump(8) or dumpcap(1) where you may capture: those of its
own connections, and of no other program. What could not be had is said at the end, with the command that fixes it.

Nothing isolates the program: use wireside run for one that you do not trust. A traced program runs more slowly, and
sudo and other set-user-ID programs in it get no other user. What it prints, and the first 64 bytes of what it sends
and receives, are kept in the run; its environment is not.

Ctrl-C ends the program as without wireside; again sends it SIGTERM, and again SIGKILL. With --pid, Ctrl-C ends the
recording, and the program goes on. Exit status: the program's, or 128 and the number of the signal that killed it; 2
when the recording is inconclusive; 0 when the program goes on.`;

/** Registers the command. */
export function recordCommand(program: Command): void {
  program
    .command('record')
    .description('record a program where it stands, on the real network')
    .usage('[options] -- COMMAND [ARGUMENTS...] | --pid PID')
    .argument('[command...]', 'a command, as you would type it in a shell')
    .option(
      '--pid <pid>',
      'record this process, which is running, and those that it has started',
      wholeNumber(1),
    )
    .option('--keep <folder>', 'keep the run in this folder (default: with those that wireside runs lists)')
    .addHelpText('after', HELP)
    .action(async (words: string[], flags: RecordFlags) => {
      process.exitCode = await record(requestOf(words, flags), flags.keep);
    });
}

/** @throws {UsageError} when neither a command nor a process was named, or both */
function requestOf(words: readonly string[], { pid }: RecordFlags): RecordRequest {
  if (pid !== undefined && words.length === 0) return { pid };
  if (pid === undefined && words.length > 0) return { command: words };
  throw new UsageError(
    pid === undefined ? 'There is nothing to record.' : 'Both a command and --pid were given.',
    'Write wireside record -- COMMAND, or wireside record --pid PID.',
  );
}

/** Returns the exit status. */
async function record(request: RecordRequest, keep: string | undefined): Promise<number> {
  const title = 'pid' in request ? String(request.pid) : basename(request.command[0]!);
  const made = keep === undefined ? newRunFolder(`record-${title}`) : undefined;
  const folder = made ?? resolve(keep ?? '');
  let recording: Recording | undefined;
  const signals = { early: 0 };
  const interrupt = (): void => (recording === undefined ? void signals.early++ : recording.interrupt());
  const terminate = (): void => (recording === undefined ? void signals.early++ : recording.terminate());
  // When a terminal is closed, the program gets SIGHUP too; what it did is kept.
  const handlers = { SIGINT: interrupt, SIGTERM: terminate, SIGHUP: () => {}, SIGQUIT: () => {} };
  for (const [name, handler] of Object.entries(handlers)) process.on(name, handler);
  try {
    recording = await Recording.start(request, folder, wordsOf(process.argv.slice(3)));
    if (signals.early > 0) recording.terminate();
    if ('pid' in request)
      process.stderr.write(`-- recording process ${request.pid}; Ctrl-C ends the recording\n`);
    const finished = await recording.finish();
    process.stderr.write(`${ending(finished, folder)}\n`);
    return statusOf(finished);
  } finally {
    for (const [name, handler] of Object.entries(handlers)) process.off(name, handler);
    if (made !== undefined) removeUnused(made);
  }
}

function ending({ description, model }: FinishedRecording, folder: string): string {
  return summary(
    {
      run: description,
      events: [],
      findings: findings(model),
      folder,
      name: showName(folder),
      wasInterrupted: false,
    },
    terminalOf(process.env, process.stderr),
  );
}

function statusOf({ description }: FinishedRecording): number {
  if (description.faults.length > 0) return INCONCLUSIVE;
  const ended: RunEnd | undefined = description.actors[0]?.ended;
  if (ended?.signal === undefined) return ended?.code ?? 0;
  return SIGNAL_STATUS + (constants.signals[ended.signal as NodeJS.Signals] ?? 0);
}

/** The words of a command line as a shell takes them. */
function wordsOf(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
