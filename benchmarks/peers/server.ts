/** Runs one of our servers, or the simplest one possible: `server.js NAME OPTIONS` prints its port. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { listenPeer } from '@wireside/peers';

const [name = '', options = '{}'] = process.argv.slice(2);
const record = JSON.parse(options) as Record<string, unknown>;

if (name === 'bare') {
  // Shows the limit of the loopback device: it answers any request with the file, and closes.
  const text = readFileSync(String(record['file']));
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(text));
  });
  server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
    process.stdout.write(`${(server.address() as { port: number }).port}\n`);
  });
} else {
  const peer = await listenPeer(name, { port: 0, ...record }, { log: () => {} });
  process.stdout.write(`${peer.address.port}\n`);
}
