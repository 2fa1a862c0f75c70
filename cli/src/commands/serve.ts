/** `wireside serve`: a reference server on the real network, or all of them. */
import type { Command } from 'commander';
import { available } from '@wireside/wire';
import { listenPeer, peerNames, peers } from '@wireside/peers';
import { eventLine } from '../peers/event-line.ts';
import { untilInterrupted } from '../peers/interrupted.ts';
import { addFlags } from '../peers/options.ts';
import { serveAll } from '../peers/serve-all.ts';
import type { ServeAllFlags } from '../peers/serve-all.ts';
import { UsageError } from '../usage-error.ts';

/** Registers the command, with a subcommand for each server, and its older names `peer` and `peers`. */
export function serveCommand(program: Command): void {
  const serve = program.command('serve').description('start a reference server on the real network, or all');
  addServers(serve)
    .usage('NAME [options]\n       wireside serve --all [options]')
    .argument('[name]', 'the server')
    .option('--all', 'start all servers, with a line for each client');
  addServeAllFlags(serve).action((name: string | undefined, flags: ServeAllFlags & { all?: boolean }) => {
    // A server that exists has a subcommand of its own and does not come here.
    if (name !== undefined)
      throw new UsageError(`There is no server "${name}".`, available(name, peerNames, 'servers'));
    if (!flags.all && flags.only === undefined) {
      throw new UsageError(
        'No server is named.',
        `Write "serve --all", or name one of ${peerNames.join(', ')}.`,
      );
    }
    return serveAll(flags);
  });

  addServers(program.command('peer', { hidden: true }).description('the same as "serve NAME"'));
  addServeAllFlags(
    program.command('peers', { hidden: true }).description('the same as "serve --all"'),
  ).action(serveAll);
}

/** Adds a subcommand for each server. */
function addServers(command: Command): Command {
  for (const [name, entry] of Object.entries(peers)) {
    addFlags(command.command(name).description(entry.title), entry.options).action(
      (flags: Record<string, unknown>) => serveOne(name, { ...sharedFlags(command), ...flags }),
    );
  }
  return command;
}

/**
 * Flags that both "serve" and its servers have: commander gives them to "serve", wherever they stand.
 *
 * @throws {UsageError} when a flag is for all servers only.
 */
function sharedFlags(command: Command): Record<string, unknown> {
  const { host, seed, ...others } = command.opts<Record<string, unknown>>();
  const wrong = Object.keys(others).find((flag) => command.getOptionValueSource(flag) === 'cli');
  if (wrong === undefined) return { host, seed };
  throw new UsageError(`--${wrong} is for all servers, but one is named.`, 'Leave out the name or the flag.');
}

/** Adds the flags for all servers together. */
function addServeAllFlags(command: Command): Command {
  return command
    .option('--only <names>', 'with --all: only these servers, separated by commas')
    .option('--edition <name>', 'with --all: the edition of the lab (default: the one in lab.yaml)')
    .option('--host <address>', 'with --all: address to listen on; by default only this computer is served')
    .option('--seed <text>', 'with --all: random seed');
}

/** Serves until the user interrupts; each event is a line of standard output. */
export async function serveOne(name: string, record: Record<string, unknown>): Promise<void> {
  const started = performance.now();
  // From here on: a Ctrl-C may come as soon as the first line is printed.
  const interrupted = untilInterrupted();
  const peer = await listenPeer(name, record, {
    log: (event) => process.stdout.write(`${eventLine(event, performance.now() - started)}\n`),
    // Only the chat reads the keyboard.
    ...(name === 'chat' ? { input: process.stdin } : {}),
  });
  await interrupted;
  await peer.close();
  process.stdin.destroy();
}
