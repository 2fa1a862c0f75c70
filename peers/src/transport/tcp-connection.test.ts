import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { ConnectionGone, TcpConnection } from './tcp-connection.ts';

/** A connection as a peer has it, and the socket of its client. */
async function pair(): Promise<{ connection: TcpConnection; client: Socket }> {
  const server = createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [socket] = (await once(server, 'connection')) as [Socket];
  server.close();
  client.on('error', () => {});
  const connection = new TcpConnection({
    socket,
    number: 0,
    opened: 'accept',
    stallTimeout: 60,
    read: undefined,
    log: () => {},
  });
  return { connection, client };
}

/** Bytes of the heap in use after garbage collection. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

test('a connection does not grow with the number of its messages', async () => {
  const { connection, client } = await pair();
  client.resume();
  const piece = Buffer.from('x');
  const send = async (times: number): Promise<void> => {
    for (let turn = 0; turn < times; turn++) await connection.send(piece);
  };
  await send(2000);
  const before = heapInUse();
  await send(20_000);
  await connection.wait(0);
  // Anything kept for each send would take at least 100 bytes.
  expect(heapInUse() - before).toBeLessThan(1_000_000);
  connection.abandon();
  await connection.closed;
});

test.each([
  ['wait', (connection: TcpConnection) => connection.wait(3600)],
  ['send', (connection: TcpConnection) => connection.send(Buffer.alloc(64 * 1024 * 1024))],
  ['receive', (connection: TcpConnection) => connection.receive(3_600_000)],
])('%s ends when the connection does', async (_, action) => {
  const { connection, client } = await pair();
  const waiting = action(connection);
  client.resetAndDestroy();
  await expect(waiting).rejects.toThrow(ConnectionGone);
  // And nothing starts on a closed connection.
  await connection.closed;
  await expect(action(connection)).rejects.toThrow(ConnectionGone);
});
