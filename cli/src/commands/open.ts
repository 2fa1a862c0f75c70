/** `wireside open`: a run, a folder of runs, a capture or a part of a lab in the browser. */
import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { itemsFor } from '../open/items.ts';
import { Workshop } from '../open/lab/workshop.ts';
import { servePage } from '../open/server.ts';
import { labFolders, labsOption } from '../labs.ts';
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
  readonly part?: string;
  readonly edition?: string;
  readonly labs?: string[];
}

/** Registers the command. */
export function openCommand(program: Command): void {
  program
    .command('open')
    .description('open a run, a folder of runs, a capture or a part of a lab in the browser')
    .argument(
      '[what]',
      'a run: its folder, "last", or the beginning of its id; a folder of runs; a zipped run; or a pcap or pcapng file; with --part, your program; without it, labs and all kept runs',
    )
    .option('--part <part>', 'open this part, such as packetization, to work on it')
    .option('--edition <name>', 'the edition of the lab (default: the one in lab.yaml)')
    .addOption(labsOption())
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
  { browser, port = 0, demo = false, ...flags }: OpenOptions,
): Promise<void> {
  const { part } = flags;
  const beside = part === undefined ? what : `--part ${part}`;
  if (demo && beside !== undefined) {
    throw new UsageError(`--demo opens recorded runs, not ${beside}.`, 'Leave out one of the two.');
  }
  const isLab = part !== undefined || what === undefined;
  const first = isLab ? undefined : itemsFor(what, findRun);
  const workshop = isLab ? await openWorkshop(what, flags) : undefined;
  const server = await servePage({
    port,
    items: () => first ?? itemsFor(undefined, findRun),
    ...(workshop === undefined ? {} : { workshop }),
  });
  const chosen = demo ? `&demo=${FIRST_DEMO}` : part === undefined ? '' : `&part=${encodeURIComponent(part)}`;
  const address = `${server.address}${chosen}`;
  process.stdout.write(`Open ${address}\nCtrl-C ends it.\n`);
  if (browser) startBrowser(address);
  await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  await workshop?.close();
  await server.close();
}

/** The labs, with the part and the program that the command line names. */
async function openWorkshop(
  program: string | undefined,
  { part, edition, labs }: Partial<OpenOptions>,
): Promise<Workshop> {
  const workshop = new Workshop(labFolders(labs));
  if (part === undefined) return workshop;
  const desk = workshop.desk(part);
  if (edition !== undefined) await desk.choose(edition);
  if (program !== undefined) await desk.take(program);
  return workshop;
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
