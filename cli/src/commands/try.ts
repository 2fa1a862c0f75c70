/** `wireside try`: a case of a part with the user in the program's place, at a shell on its network. */
import type { Command } from 'commander';
import { labsOption } from '../labs.ts';
import { play } from '../run/play.ts';
import { tryRequest } from '../run/try.ts';
import { UsageError } from '../usage-error.ts';

/** The options of the command. */
interface Flags {
  readonly edition?: string;
  readonly labs?: string[];
  readonly seed?: string;
  readonly keep?: string;
}

const HELP = `
The shell is on the host where the judge puts your program, in the current folder. The servers and clients of the case
are there, and nobody else: play the client with nc, socat or python3, or the server, or start your own program as
often as you like. Everything is recorded: wireside show last. With a command after --, that one is run instead of a
shell. Exit status: as that of wireside run.`;

/** Registers the command. */
export function tryCommand(program: Command): void {
  program
    .command('try')
    .description('play a case by hand: a shell on its network, in the place of your program')
    .usage('[options] PART [CASE] [-- COMMAND [ARGUMENTS...]]')
    .argument('<part>', 'the part, such as packetization')
    .argument('[words...]', 'the case, without one the first of the part; and after --, a command')
    .option('--edition <name>', 'the edition of the lab (default: the one in lab.yaml)')
    .addOption(labsOption())
    .option('--seed <text>', 'random seed; the same seed repeats what the servers do (default: a new one)')
    .option('--keep <folder>', 'keep the run in this folder (default: with those that wireside runs lists)')
    .addHelpText('after', HELP)
    .action((part: string, words: string[], flags: Flags) => tryPart(part, words, flags, process.argv));
}

function tryPart(
  part: string,
  words: readonly string[],
  flags: Flags,
  line: readonly string[],
): Promise<void> {
  const dashes = line.indexOf('--');
  const command = dashes < 0 ? [] : line.slice(dashes + 1);
  const [chosen, ...rest] = words.slice(0, words.length - command.length);
  if (rest.length > 0)
    throw new UsageError(
      `"${rest.join(' ')}" is more than a case.`,
      'A command comes after --: wireside try PART CASE -- COMMAND',
    );
  const { stdin, stdout } = process;
  const isAtTerminal = stdin.isTTY === true && stdout.isTTY === true && command.length === 0;
  return play(
    (bench) =>
      tryRequest(bench, {
        ...flags,
        part,
        ...(chosen === undefined ? {} : { case: chosen }),
        command,
        isAtTerminal,
        columns: stdout.columns ?? 80,
        rows: stdout.rows ?? 24,
      }),
    { ...(flags.keep === undefined ? {} : { keep: flags.keep }), hasKeys: isAtTerminal },
  );
}
