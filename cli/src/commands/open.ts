/** `wireside open`: a run, a folder of runs or a capture in the browser. */
import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { itemsFor } from '../open/items.ts';
import { servePage } from '../open/server.ts';
import { wholeNumber } from '../parse.ts';
import { findRun } from '../run-folders.ts';
import { UsageError } from '../usage-error.ts';

/** The recorded run that --demo begins with. */
const FIRST_DEMO = 'wrong';

/** The options of the command. */
interface OpenOptions {
  readonly browser: boolean;
  readonly demo?: boolean;
  readonly port?: number;
}

/** Registers the command. */
export function openCommand(program: Command): void {
  program
    .command('open')
    .description('open a run, a folder of runs or a capture in the browser')
    .argument(
      '[what]',
      'a run: its folder, "last", or the beginning of its id; a folder of runs; a zipped run; or a pcap or pcapng file; without it, all kept runs',
    )
    .option('--demo', 'recorded runs, with a guided tour of each')
    .option('--no-browser', 'only print the address')
    .option('--port <port>', 'port of 127.0.0.1; by default any that is free', wholeNumber(0))
    .addHelpText(
      'after',
      `
The page is served on this computer only, until Ctrl-C. Its address has a token that lets one browser in.`,
    )
    .action(open);
}

async function open(
  what: string | undefined,
  { browser, port = 0, demo = false }: OpenOptions,
): Promise<void> {
  if (demo && what !== undefined) {
    throw new UsageError(`--demo opens recorded runs, not ${what}.`, 'Leave out one of the two.');
  }
  const first = itemsFor(what, findRun);
  const server = await servePage({
    port,
    items: () => (what === undefined ? itemsFor(what, findRun) : first),
  });
  const address = demo ? `${server.address}&demo=${FIRST_DEMO}` : server.address;
  process.stdout.write(`Open ${address}\nCtrl-C ends it.\n`);
  if (browser) startBrowser(address);
  await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  await server.close();
}

/** Opens an address in the user's browser, if there is one; the address is printed in any case. */
function startBrowser(address: string): void {
  const [file, ...args] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', address]
        : ['xdg-open', address];
  const child = spawn(file, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {}); // there is no browser here
  child.unref();
}
