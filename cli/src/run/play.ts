/** Plays a scene with its output and input live, and tells how it ended. */
import { resolve } from 'node:path';
import { Bench } from '@wireside/bench';
import type { Scene } from '@wireside/bench';
import { sceneActor } from '@wireside/peers';
import { escape, findings } from '@wireside/trace';
import { newRunFolder, removeUnused, showName } from '../run-folders.ts';
import { terminalOf } from '../terminal/environment.ts';
import { exitStatus, summary } from './ending.ts';
import type { EndedRun, SceneEvent } from './ending.ts';
import { passInput } from './live-input.ts';
import type { LiveInput } from './live-input.ts';
import { LiveOutput } from './live-output.ts';
import type { Asked } from './request.ts';

/** Exit status of a run that the user killed: 128 and the number of SIGINT, as in a shell. */
const KILLED_STATUS = 130;

/** How a scene is played. */
export interface PlayOptions {
  /** The folder to keep the run in; without it, a new one. */
  readonly keep?: string;
  /** Whether a terminal gets what a program writes as it is. */
  readonly isRaw?: boolean;
  /** Whether the program has the keyboard of the terminal: each key at once, Ctrl-C too. */
  readonly hasKeys?: boolean;
}

/** Plays what is asked for, prints the summary, and sets the exit status. */
export async function play(make: (bench: Bench) => Promise<Asked>, options: PlayOptions): Promise<void> {
  const ending = await playOnBench(make, options);
  process.stderr.write(`${summary(ending, terminalOf(process.env, process.stderr))}\n`);
  process.exitCode = exitStatus(ending);
}

async function playOnBench(make: (bench: Bench) => Promise<Asked>, options: PlayOptions): Promise<EndedRun> {
  const bench = Bench.open();
  const abort = new AbortController();
  const interrupt = (): void => {
    if (abort.signal.aborted) void bench.close().finally(() => process.exit(KILLED_STATUS));
    abort.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  let made: string | undefined;
  try {
    const asked = await make(bench);
    for (const note of asked.notes) process.stderr.write(`-- ${escape(note)}\n`);
    if (options.keep === undefined) made = newRunFolder(`run-${asked.title}`);
    const folder = made ?? resolve(options.keep ?? '');
    const ended = await playScene(bench, asked, { ...options, folder, signal: abort.signal });
    return { ...ended, folder, name: showName(folder), wasInterrupted: abort.signal.aborted };
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    if (made !== undefined) removeUnused(made);
    await bench.close();
  }
}

async function playScene(
  bench: Bench,
  { request, inputOf }: Asked,
  {
    folder,
    signal,
    isRaw = false,
    hasKeys = false,
  }: PlayOptions & { readonly folder: string; readonly signal: AbortSignal },
): Promise<Pick<EndedRun, 'run' | 'events' | 'findings'>> {
  const events: SceneEvent[] = [];
  const { stdin, stdout, stderr, env } = process;
  // Who has the keyboard has the screen, too.
  const actors = hasKeys && inputOf !== undefined ? [inputOf] : speakers(request.scene);
  const output = new LiveOutput({ actors, stdout, stderr, environment: env, isRaw: isRaw || hasKeys });
  let input: LiveInput | undefined;
  try {
    const { description, model } = await bench.run(request, folder, {
      signal,
      onBegin: (control) => {
        if (inputOf === undefined) return;
        if (hasKeys) stdin.setRawMode(true);
        input = passInput(stdin, control, inputOf);
      },
      onOutput: (actor, stream, bytes) => {
        if (actors.includes(actor)) output.write(actor, stream, bytes);
      },
      onEvent: (event) => events.push(event),
    });
    return { run: description, events, findings: findings(model) };
  } finally {
    if (hasKeys) stdin.setRawMode(false);
    input?.end();
    output.end();
  }
}

/** The actors that write: programs, and clients of ours. */
function speakers({ actors }: Scene): string[] {
  return actors
    .filter((actor) => actor.kind === 'program' || sceneActor(actor.peer)?.role === 'client')
    .map(({ name }) => name);
}
