import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { Client, Log } from '../common/client.test.helper.ts';
import { PeerListenError } from '../common/peer-error.ts';
import { listenPmu } from '../pmu/pmu.ts';
import { portOwner } from '../common/port-owner.ts';

const complaint = async (host: string, port: number): Promise<PeerListenError> => {
  const error: unknown = await listenPmu({ host, port }, { log: () => {} }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof PeerListenError) return error;
  throw new Error('expected a PeerListenError', { cause: error });
};

test('says where it listens, in the answer and in the log', async () => {
  const log = new Log();
  const peer = await listenPmu({ port: 0 }, { log: log.log });
  expect(peer.name).toBe('pmu');
  expect(peer.address.port).toBeGreaterThan(0);
  expect(log.events).toMatchObject([
    { event: 'listen', peer: 'pmu', local: `127.0.0.1:${peer.address.port}`, at: expect.any(Number) },
  ]);
  await peer.close();
});

test('listens on IPv6 too, where there is one', async (context) => {
  const log = new Log();
  const peer = await listenPmu({ host: '::1', port: 0, messages: 1 }, { log: log.log }).catch(
    () => undefined,
  );
  if (!peer) return context.skip('no IPv6 here');
  const client = new Client(peer);
  await client.write('CMD_short:0');
  await client.all();
  expect(log.of('accept')[0]?.local).toBe(`[::1]:${peer.address.port}`);
  await peer.close();
});

test('a port in use: the error names the port, and on Linux the process that has it', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const error = await complaint('127.0.0.1', port);
  expect(error.code).toBe('PEER_PORT_IN_USE');
  expect(error.message).toContain(`TCP port ${port} on 127.0.0.1 is in use`);
  if (process.platform === 'linux') {
    expect(portOwner(port)?.pid).toBe(process.pid);
    expect(error.message).toContain(`by process ${process.pid} (`);
    expect(error.hint).toContain(`kill ${process.pid}`);
  }
  await new Promise((resolve) => server.close(resolve));
  expect(portOwner(port)).toBe(undefined);
});

test('an address of another computer', async () => {
  // 192.0.2.0/24 is for documentation; no computer has such an address (RFC 5737).
  expect(await complaint('192.0.2.1', 0)).toMatchObject({
    code: 'PEER_ADDRESS_ABSENT',
    message: 'pmu: 192.0.2.1 is not an address of this computer.',
  });
});

test('the port is free again at once after close(), old connections or not', async () => {
  const first = await listenPmu({ port: 0, messages: 1 }, { log: () => {} });
  const client = new Client(first);
  await client.write('CMD_short:0');
  await client.all();
  await first.close();
  const second = await listenPmu({ port: first.address.port }, { log: () => {} });
  await second.close();
});
