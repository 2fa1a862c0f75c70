import { afterEach, expect, test } from 'vitest';
import { Client, Log } from '../common/client.test.helper.ts';
import type { Peer, PeerEvent } from '../peer.ts';
import { listenPmu } from './pmu.ts';
import { pmuFlood, pmuMessages } from './pmu-answer.ts';
import type { PmuInput } from './pmu-options.ts';
import { MAX_DISCARD } from '../transport/tcp-connection.ts';

const started: Peer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((peer) => peer.close()));
});

async function start(input: PmuInput = {}): Promise<{ peer: Peer; log: Log }> {
  const log = new Log();
  const peer = await listenPmu({ port: 0, messages: 3, ...input }, { log: log.log });
  started.push(peer);
  return { peer, log };
}

/** Checks that the peer still works: the next client gets its messages. */
async function stillServes(peer: Peer): Promise<void> {
  const client = new Client(peer);
  await client.write('CMD_short:0');
  expect(String(await client.all())).toBe(pmuMessages({ messages: 3 }).join(''));
}

const isEvent = (name: PeerEvent['event']) => (event: PeerEvent) =>
  event.event === name && event.connection === 0;

test.each([
  ['before the command', '', 'accept'],
  ['within the command', 'CMD_sh', 'receive'],
  ['between two messages', 'CMD_short:60', 'send'],
  ['during the flood', 'CMD_floodme', 'send'],
] as const)('a reset %s', async (_, command, moment) => {
  const { peer, log } = await start({ flood: { bytes: 16_000_000 } });
  const client = new Client(peer);
  client.socket.pause();
  if (command) await client.write(command);
  await log.find(isEvent(moment));
  client.socket.resetAndDestroy();
  await log.closed();
  expect(log.of('reset').length).toBe(1);
  expect(log.of('error')).toEqual([]);
  await stillServes(peer);
});

test('a reset after the last message', async () => {
  const { peer, log } = await start();
  const client = new Client(peer);
  await client.write('CMD_short:0');
  await log.find(isEvent('shutdown'));
  client.socket.resetAndDestroy();
  await log.closed();
  expect(log.of('error')).toEqual([]);
  await stillServes(peer);
});

test('a client that closes both ways before the answer', async () => {
  const { peer, log } = await start();
  const client = new Client(peer);
  await client.write('CMD_short:0.01');
  client.socket.destroy();
  await log.closed();
  expect(log.of('error')).toEqual([]);
  await stillServes(peer);
});

test('a client that reads late gets the whole flood, and the end of it', async () => {
  const input: PmuInput = { flood: { bytes: 16_000_000 } };
  const { peer, log } = await start(input);
  const client = new Client(peer);
  client.socket.pause();
  await client.write('CMD_floodme');
  await log.find(isEvent('send'));
  client.socket.resume();
  expect((await client.all()).equals(pmuFlood(input))).toBe(true);
  await log.closed();
  expect(log.story()).toBe('accept receive command send shutdown end close');
});

test('a client that never reads: sending stops with the kernel full, and the connection is reset', async () => {
  const { peer, log } = await start({
    flood: { bytes: 32_000_000 },
    floodSegmentation: 'cut',
    stallTimeout: 0.2,
  });
  const client = new Client(peer);
  client.socket.pause();
  await client.write('CMD_floodme');
  const close = await log.closed();
  expect(log.of('timeout')[0]?.note).toBe('the other side read nothing for 0.2 s while data waited for it');
  expect(close.note).toBe('with RST, because the other side does not read');
  const last = log.of('send').at(-1);
  expect((last?.offset ?? 0) + (last?.length ?? 0)).toBeLessThan(32_000_000);
  await stillServes(peer);
});

test('a client that never stops sending: its data is discarded up to a limit', async () => {
  const { peer, log } = await start();
  const client = new Client(peer);
  await client.write('CMD_short:60');
  await log.find(isEvent('send'));
  // One byte more than the limit: the kernel decides how much of it is read before the limit is noticed.
  await client.write(Buffer.alloc(MAX_DISCARD + 1, 'x'));
  expect((await log.closed()).note).toContain('unexpected data');
  await stillServes(peer);
});

test('a client that sends before the answer still reads all of it: no reset destroys unread data', async () => {
  const input: PmuInput = { flood: { bytes: 2_000_000 } };
  const { peer, log } = await start(input);
  const client = new Client(peer);
  client.socket.pause();
  await client.write('CMD_floodme');
  await log.find(isEvent('send'));
  await client.write('and a pony');
  await log.find((event) => event.event === 'receive' && event.offset === 11);
  client.socket.resume();
  expect((await client.all()).equals(pmuFlood(input))).toBe(true);
  expect(client.error).toBe(undefined);
});

test('a client that never closes: we close after a while, and its data is intact', async () => {
  const { peer, log } = await start();
  const client = new Client(peer);
  await client.write('CMD_short:0');
  await client.ended;
  expect((await log.closed()).note).toBe('the other side did not close within 2 s');
  expect(Buffer.concat(client.chunks).toString()).toBe(pmuMessages({ messages: 3 }).join(''));
  client.socket.destroy();
});

test('too many connections: the extra ones are closed at once, the others are served', async () => {
  const { peer, log } = await start({ maxConnections: 4 });
  const first = Array.from({ length: 4 }, () => new Client(peer));
  await log.find((event) => event.event === 'accept' && event.connection === 3);
  const surplus = Array.from({ length: 60 }, () => new Client(peer));
  await Promise.all(surplus.map((client) => client.ended));
  await log.find(() => log.events.filter((event) => event.event === 'refuse').length === 60);
  for (const client of surplus) client.socket.destroy();
  await first[0]?.write('CMD_short:0');
  expect(String(await first[0]?.all())).toBe(pmuMessages({ messages: 3 }).join(''));
  await log.closed(0);
  await stillServes(peer);
  for (const client of first) client.socket.destroy();
});

test('many connections in turn leave nothing behind', async () => {
  const { peer, log } = await start();
  for (let round = 0; round < 10; round++)
    await Promise.all(Array.from({ length: 20 }, () => stillServes(peer)));
  await log.closed(199);
  await peer.close();
  const count = (name: PeerEvent['event']) => log.events.filter((event) => event.event === name).length;
  expect([count('accept'), count('shutdown'), count('close')]).toEqual([200, 200, 201]);
});

test('close() takes no time with open connections, and may be called twice', async () => {
  const { peer, log } = await start({ flood: { bytes: 16_000_000 } });
  const clients = ['', 'CMD_', 'CMD_short:60', 'CMD_floodme'].map((command) => {
    const client = new Client(peer);
    client.socket.pause();
    if (command) client.socket.write(command);
    return client;
  });
  await log.find(() => log.events.filter((event) => event.event === 'send').length === 2);
  const begin = performance.now();
  await Promise.all([peer.close(), peer.close()]);
  // Far less than the 60 s of a message.
  expect(performance.now() - begin).toBeLessThan(15_000);
  const closes = log.events.filter((event) => event.event === 'close');
  expect(closes.map((event) => event.note)).toEqual([...Array(4).fill('the peer was closed'), undefined]);
  expect(log.events.at(-1)).toMatchObject({ event: 'close', local: expect.stringContaining('127.0.0.1:') });
  for (const client of clients) client.socket.destroy();
});

test('a failing hook is reported, and costs only its connection', async () => {
  const log = new Log();
  const peer = await listenPmu(
    { port: 0, messages: 3, segmentation: 'bytes' },
    { log: log.log, read: () => Promise.reject(new Error('the bench is gone')) },
  );
  started.push(peer);
  const client = new Client(peer);
  await client.write('CMD_short:0');
  await client.all();
  await log.closed();
  expect(log.of('error')[0]?.note).toBe('Error: the bench is gone');
});
