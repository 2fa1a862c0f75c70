/** `wireside peer`: a reference server on the real network, for whoever wants to try by hand. */
import type { Command } from 'commander';
import { flagOf, listenPeer, type Peer, type PeerEvent, peers } from '@wireside/peers';

export function peerCommand(program: Command): void {
  const command = program.command('peer').description('start a reference server on the real network');
  for (const [name, entry] of Object.entries(peers)) {
    const sub = command.command(name).description(entry.title);
    for (const option of entry.options) sub.option(`${flagOf(option)} <value>`, option.description);
    sub.action((flags: Record<string, unknown>) => servePeer(name, flags));
  }
}

async function servePeer(name: string, flags: Record<string, unknown>): Promise<void> {
  const started = performance.now();
  const peer = await listenPeer(name, flags, {
    log: (event) => process.stdout.write(`${eventLine(event, performance.now() - started)}\n`),
  });
  await interrupted(peer);
}

/** `  0.512 s  1  receive 11 bytes at 0: CMD_short:0`; bytes are escaped by the peer. */
function eventLine(event: PeerEvent, milliseconds: number): string {
  const time = `${(milliseconds / 1000).toFixed(3)} s`.padStart(10);
  const connection = event.connection === undefined ? '' : `connection ${event.connection}  `;
  const bytes = event.length === undefined ? '' : ` ${event.length} bytes at ${event.offset ?? 0}`;
  const where =
    event.event === 'listen'
      ? ` on ${event.local ?? ''}`
      : event.event === 'accept'
        ? ` from ${event.remote ?? ''}`
        : '';
  const data = event.data === undefined ? '' : `: ${event.data}`;
  const note = event.note === undefined ? '' : ` (${event.note})`;
  return `${time}  ${connection}${event.event}${where}${bytes}${data}${note}`;
}

function interrupted(peer: Peer): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => void peer.close().then(resolve, reject);
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
  });
}
