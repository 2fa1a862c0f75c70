/** `wireside peer`: a reference server on the real network, for whoever wants to try by hand. */
import type { Command } from 'commander';
import { listenPeer, peers } from '@wireside/peers';
import { untilInterrupted } from '../peers/interrupted.ts';
import { eventLine } from '../peers/event-line.ts';
import { addFlags } from '../peers/options.ts';

/** Registers the command, with one of its own for each peer. */
export function peerCommand(program: Command): void {
  const command = program.command('peer').description('start a reference server on the real network');
  for (const [name, entry] of Object.entries(peers)) {
    addFlags(command.command(name).description(entry.title), entry.options).action(
      (flags: Record<string, unknown>) => servePeer(name, flags),
    );
  }
}

/** Serves until it is interrupted; each event is a line of standard output. */
export async function servePeer(name: string, record: Record<string, unknown>): Promise<void> {
  const started = performance.now();
  const peer = await listenPeer(name, record, {
    log: (event) => process.stdout.write(`${eventLine(event, performance.now() - started)}\n`),
    // A chat is the only one that has something to do with what is typed.
    ...(name === 'chat' ? { input: process.stdin } : {}),
  });
  await untilInterrupted();
  await peer.close();
  process.stdin.destroy();
}
