import { afterEach, expect, test } from 'vitest';
import { Log } from '../common/client.test.helper.ts';
import { PeerClientError, PeerListenError } from '../common/peer-error.ts';
import { Party, Stage } from '../common/udp.test.helper.ts';
import type { Peer, PeerEvent } from '../peer.ts';
import { MAX_DATAGRAM } from '../transport/udp-socket.ts';
import { listenHello } from './hello.ts';
import { runHello } from './hello-client.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function start(host = '127.0.0.1', port = 0): Promise<{ peer: Peer; log: Log }> {
  const log = new Log();
  const peer = await listenHello({ host, port }, { log: log.log });
  ends.push(() => peer.close());
  return { peer, log };
}

async function party(): Promise<Party> {
  const one = await Party.open();
  ends.push(() => one.socket.close());
  return one;
}

const isCommand = (event: PeerEvent): boolean => event.event === 'command';

test.each(['Hello, Romeo ', 'Hello, Romeo! '])(
  'our client sends %j, and the server recognizes it',
  async (text) => {
    const { peer, log } = await start();
    const stage = new Stage();
    await runHello({ host: 'localhost', port: peer.address.port, text }, stage);
    const command = await log.find(isCommand);
    expect(command).toMatchObject({ data: text });
    expect(command.note).toBe(undefined);
    expect(log.events.find(({ event }) => event === 'receive')).toMatchObject({
      length: text.length,
      remote: command.remote,
    });
    const sent = await stage.events.find(({ event }) => event === 'send');
    expect(sent).toMatchObject({ remote: `127.0.0.1:${peer.address.port}`, data: text });
    expect(command.remote?.split(':')[1]).toBe(sent.local?.split(':')[1]);
  },
);

test('a client over IPv6', async () => {
  const { peer, log } = await start('::1');
  await runHello({ host: '::1', port: peer.address.port }, new Stage());
  expect((await log.find(isCommand)).remote).toMatch(/^\[::1\]:\d+$/);
});

test('no server is listening: the client ends as usual, and does not know', async () => {
  const { peer } = await start();
  await peer.close();
  const stage = new Stage();
  await runHello({ port: peer.address.port }, stage);
  expect(stage.events.events.map(({ event }) => event)).toEqual(['listen', 'send', 'close']);
});

test('accepts anything else too: nothing, one byte, as much as fits, and bytes that are not text', async () => {
  const { peer, log } = await start();
  const one = await party();
  const all = [
    Buffer.alloc(0),
    Buffer.from('x'),
    Buffer.alloc(MAX_DATAGRAM, 'y'),
    Buffer.from('1b5b324a', 'hex'),
  ];
  for (const [index, bytes] of all.entries()) {
    await one.send(bytes, peer.address.port);
    await log.find(() => log.events.filter(isCommand).length === index + 1);
  }
  const seen = log.events.filter(({ event }) => event === 'receive');
  expect(seen.map(({ length }) => length)).toEqual([0, 1, MAX_DATAGRAM, 4]);
  const commands = log.events.filter(isCommand);
  expect(commands[0]?.note).toBe('an empty datagram');
  expect(commands[2]?.data?.length).toBe(65);
  expect(commands[3]?.data).toBe('\\x1b[2J');
});

test('a storm: every datagram is served or counted as dropped, and the next hello arrives', async () => {
  const { peer, log } = await start();
  const one = await party();
  for (let round = 0; round < 20; round++) {
    const storm = Array.from({ length: 200 }, () => one.send(Buffer.alloc(1000), peer.address.port));
    await Promise.all(storm);
  }
  // The kernel may drop datagrams too, so the greeting is sent until it arrives.
  const heard = log.find((event) => isCommand(event) && event.data === 'Hello, Romeo ');
  const again = setInterval(() => void one.send('Hello, Romeo ', peer.address.port), 50);
  await heard;
  clearInterval(again);
  expect(log.events.filter(({ event }) => event === 'error')).toEqual([]);
});

test('close() may be called twice, and the port is free afterwards', async () => {
  const { peer, log } = await start();
  await Promise.all([peer.close(), peer.close()]);
  expect(log.events.at(-1)).toMatchObject({ event: 'close', local: `127.0.0.1:${peer.address.port}` });
  await (await listenHello({ port: peer.address.port }, { log: () => {} })).close();
});

test('a port in use names its owner; a foreign address is reported as one', async () => {
  const { peer } = await start();
  const failure = await start('127.0.0.1', peer.address.port).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(PeerListenError);
  expect(failure).toMatchObject({ code: 'PEER_PORT_IN_USE' });
  expect((failure as Error).message).toContain(`UDP port ${peer.address.port} on 127.0.0.1 is in use`);
  if (process.platform === 'linux') expect((failure as Error).message).toContain(`process ${process.pid} (`);
  // No computer has a TEST-NET address (RFC 5737).
  await expect(start('192.0.2.1')).rejects.toMatchObject({ code: 'PEER_ADDRESS_ABSENT' });
});

test('the client says why it cannot send: an unknown name, a text too long', async () => {
  const unknown = await runHello({ host: 'nobody.invalid' }, new Stage()).catch((error: unknown) => error);
  expect(unknown).toBeInstanceOf(PeerClientError);
  expect(unknown).toMatchObject({ code: 'PEER_CLIENT_UNRESOLVED' });
  const text = 'x'.repeat(MAX_DATAGRAM + 1);
  await expect(runHello({ text }, new Stage())).rejects.toMatchObject({ code: 'PEER_CLIENT_NOT_SENT' });
});
