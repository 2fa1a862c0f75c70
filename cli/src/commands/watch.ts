/** `wireside watch`: judges a program each time that it is saved. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { findCases, findEdition, findPart, sourceOf } from '@wireside/lab';
import { withBench } from '../judging.ts';
import { labFolders, labsOption } from '../labs.ts';
import { collect } from '../parse.ts';
import { newRunFolder } from '../run-folders.ts';
import { terminalOf } from '../terminal/environment.ts';
import { Changes } from '../watch/changes.ts';
import { KEYS } from '../watch/page.ts';
import { Watch } from '../watch/watch.ts';

/** The options of the command. */
interface Flags {
  readonly edition?: string;
  readonly labs?: string[];
  readonly case?: string[];
  readonly seed?: string;
}

const HELP = `
Save the program, and the cases that failed last are run first, then the others; what is still running is stopped. Keys
at a terminal: ${Object.entries(KEYS)
  .map(([key, what]) => `${key} ${what}`)
  .join(', ')}. Where standard output
is no terminal, each verdict is printed after the last one. Ctrl-C ends it.`;

/** Registers the command. */
export function watchCommand(program: Command): void {
  program
    .command('watch')
    .description('judge a program each time that it is saved, with keys for hints and ladders')
    .argument('<part>', 'the part, such as packetization')
    .argument('<program>', 'the program: a file, or a folder with a script "run" or a Makefile')
    .option('--edition <name>', 'the edition of the lab (default: the one in lab.yaml)')
    .addOption(labsOption())
    .option('--case <id>', 'run only this case; may be repeated', collect)
    .option('--seed <text>', 'random seed of all runs (default: a new one each time)')
    .addHelpText('after', HELP)
    .action(watchPart);
}

async function watchPart(id: string, path: string, flags: Flags): Promise<void> {
  const part = findPart(id, labFolders(flags.labs));
  const edition = findEdition(part, flags.edition);
  const cases = findCases(part, flags.case, flags.edition);
  // A program that is not there is an error now, not a reason to wait.
  sourceOf(part, path);
  const { stdin, stdout } = process;
  const isLive = stdin.isTTY === true && stdout.isTTY === true;
  await withBench({}, async (bench, signal) => {
    const watch = new Watch({
      part,
      edition,
      editionId: flags.edition ?? part.defaultEdition,
      cases,
      path: resolve(path),
      bench,
      folder: newRunFolder(`watch-${id}`),
      ...(flags.seed === undefined ? {} : { seed: flags.seed }),
      isLive,
      terminal: terminalOf(process.env, stdout),
      print: (text) => stdout.write(text),
    });
    let changes: Changes | undefined;
    try {
      await new Promise<void>((quit, fail) => {
        const start = (doing: Promise<void>): void => void doing.catch(fail);
        changes = new Changes(resolve(path), () => start(watch.judge()));
        signal.addEventListener('abort', () => quit(), { once: true });
        if (isLive) {
          stdin.setRawMode(true).setEncoding('utf8');
          stdin.on('data', (keys: string) => {
            for (const key of keys) {
              if (key === 'q' || key === '\u0003' || key === '\u0004') return quit();
              start(watch.press(key));
            }
          });
        }
        start(watch.judge());
      });
    } finally {
      changes?.close();
      if (isLive) stdin.setRawMode(false).pause();
      await watch.stop();
    }
  });
}
