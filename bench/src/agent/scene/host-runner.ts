/** The host runner: a child process of the agent on another host, which runs the peers there. */
import { PeerHost } from './peer-host.ts';
import type { FromRunner, ToRunner } from './runner-messages.ts';

/** Serves the agent until the channel to it closes. */
export function runHostRunner(): void {
  /** Reads that the agent has not answered. */
  const reads = new Map<number, () => void>();
  let lastRead = 0;
  const send = (message: FromRunner): void => void process.send?.(message);
  const peers = new PeerHost({
    event: (actor, event) => send({ type: 'event', actor, event }),
    message: (actor, message) => send({ type: 'message', actor, message }),
    secrets: (line) => send({ type: 'secrets', line }),
    output: (actor, stream, bytes) => send({ type: 'output', actor, stream, bytes }),
    ended: (actor, end) => send({ type: 'ended', actor, end }),
    read: (ends) =>
      new Promise((resolve) => {
        const id = ++lastRead;
        reads.set(id, resolve);
        send({ type: 'read', id, ends });
      }),
    failed: () => {},
  });

  const serve = async (message: ToRunner): Promise<void> => {
    switch (message.type) {
      case 'start':
        try {
          const address = await peers.start(message.peer);
          return send({ type: 'started', id: message.id, ...(address === undefined ? {} : { address }) });
        } catch (error) {
          return send({ type: 'started', id: message.id, error: (error as Error).message });
        }
      case 'type':
        return void peers.type(message.actor, message.bytes);
      case 'close-input':
        return void peers.closeInput(message.actor);
      case 'interrupt':
        return peers.interrupt(message.actor);
      case 'read':
        reads.get(message.id)?.();
        return void reads.delete(message.id);
      case 'close':
        await peers.close();
        return send({ type: 'closed' });
    }
  };
  process.on('message', (message) => void serve(message as ToRunner));
  process.on('disconnect', () => process.exit());
  if (!process.connected) process.exit();
}
