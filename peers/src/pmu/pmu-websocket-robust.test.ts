/** The PMU over WebSocket with clients that disconnect at every stage, or send far more than they should. */
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { Client, Log } from '../common/client.test.helper.ts';
import type { Peer, PeerEvent } from '../peer.ts';
import { pmuMessages } from './pmu-answer.ts';
import type { PmuWebsocketInput } from './pmu-websocket-options.ts';
import { listenPmuWebsocket } from './pmu-websocket.ts';

const started: Peer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((peer) => peer.close()));
});

async function start(input: PmuWebsocketInput = {}): Promise<{ peer: Peer; log: Log }> {
  const log = new Log();
  const peer = await listenPmuWebsocket({ port: 0, messages: 3, ...input }, log);
  started.push(peer);
  return { peer, log };
}

const MESSAGES = pmuMessages({ messages: 3 });

/** Checks that the peer still works: the next client gets its messages. */
async function stillServes(peer: Peer): Promise<void> {
  const websocket = new WebSocket(`ws://127.0.0.1:${peer.address.port}`);
  const heard: string[] = [];
  websocket.on('message', (data) => heard.push(String(data)));
  websocket.on('open', () => websocket.send('CMD_short:0'));
  await once(websocket, 'close');
  expect(heard).toEqual(MESSAGES);
}

const REQUEST =
  'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

/** A client's frame: masked as it must be, but with zeros, so that it stays readable. Up to 125 bytes. */
function frame(opcode: number, payload: string, isFinal = true): Buffer {
  const header = [(isFinal ? 0x80 : 0) | opcode, 0x80 | payload.length, 0, 0, 0, 0];
  return Buffer.concat([Buffer.from(header), Buffer.from(payload)]);
}

const opening = (...frames: Buffer[]): Buffer => Buffer.concat([Buffer.from(REQUEST), ...frames]);
const isEvent = (name: PeerEvent['event']) => (event: PeerEvent) => event.event === name;

test('one byte at a time, from the request to the close frame', async () => {
  const { peer, log } = await start();
  const client = new Client(peer);
  const bytewise = (bytes: Buffer): void => {
    for (const byte of bytes) client.socket.write(Buffer.from([byte]));
  };
  bytewise(opening(frame(1, 'CMD_short:0')));
  const heard = (): string => Buffer.concat(client.chunks).toString('latin1');
  while (!heard().endsWith('\x88\x02\x03\xe8')) await client.until(client.received + 1);
  for (const message of MESSAGES) expect(heard()).toContain(message);
  bytewise(frame(8, ''));
  client.socket.end();
  expect((await log.closed()).note).toBe(undefined);
});

test.each([
  ['after the upgrade', opening(), 'accept'],
  ['within a frame', opening(frame(1, 'CMD_short:0').subarray(0, 9)), 'accept'],
  ['between two messages', opening(frame(1, 'CMD_short:60')), 'send'],
  ['during the flood', opening(frame(1, 'CMD_floodme')), 'send'],
] as const)('a reset %s', async (_, bytes, moment) => {
  const { peer, log } = await start({ flood: { bytes: 16_000_000 } });
  const client = new Client(peer);
  client.socket.pause();
  await client.write(bytes);
  await log.find(isEvent(moment));
  client.socket.resetAndDestroy();
  await log.closed();
  expect(log.of('error')).toEqual([]);
  await stillServes(peer);
});

test.each(['', 'GET / HT', REQUEST.slice(0, -2)])('a reset in the request, after %j', async (text) => {
  const { peer } = await start({ handshakeTimeout: 3600 });
  const client = new Client(peer);
  await client.write(text);
  client.socket.resetAndDestroy();
  await stillServes(peer);
  await peer.close();
});

test('a FIN instead of a close frame', async () => {
  const { peer, log } = await start();
  const client = new Client(peer);
  await client.write(opening());
  client.socket.end();
  await log.closed();
  expect(log.of('command')).toEqual([]);
  await stillServes(peer);
});

test('a client that repeats its command and leaves: the server notices its end', async () => {
  const { peer, log } = await start();
  const client = new Client(peer);
  await client.write(opening(frame(1, 'CMD_short:60')));
  await log.find(isEvent('send'));
  // Far more than the server keeps; the client's end comes after all of it.
  client.socket.write(Buffer.concat(Array.from({ length: 40 }, () => frame(1, 'CMD_short:60'))));
  client.socket.end(frame(8, ''));
  await log.closed();
  await stillServes(peer);
});

test('a client that never stops sending is closed', async () => {
  const { peer, log } = await start();
  const client = new Client(peer);
  await client.write(opening(frame(1, 'CMD_short:60')));
  await log.find(isEvent('send'));
  const talk = Buffer.concat(Array.from({ length: 1000 }, () => frame(1, 'x'.repeat(60))));
  while (log.of('close').length === 0 && !client.error) await client.write(talk).catch(() => {});
  expect((await log.closed()).note).toBe('too much unexpected data came');
  expect(log.events.length).toBeLessThan(3000);
  client.socket.destroy();
  await stillServes(peer);
});

test('endless fragments, all of them empty', async () => {
  const { peer, log } = await start();
  const client = new Client(peer);
  await client.write(opening(frame(1, '', false)));
  const more = Buffer.concat(Array.from({ length: 1000 }, () => frame(0, '', false)));
  while (log.of('close').length === 0 && !client.error) await client.write(more).catch(() => {});
  await log.closed();
  client.socket.destroy();
  await stillServes(peer);
});

test('close() takes no time, whatever is going on, and may be called twice', async () => {
  const { peer, log } = await start();
  const clients = ['', 'GET', opening(), opening(frame(1, 'CMD_short:60'))].map((bytes) => {
    const client = new Client(peer);
    client.socket.write(Buffer.from(bytes));
    return client;
  });
  await log.find(isEvent('send'));
  await Promise.all([peer.close(), peer.close()]);
  expect(log.events.at(-1)).toMatchObject({ event: 'close', local: expect.stringContaining('127.0.0.1:') });
  for (const client of clients) client.socket.destroy();
});
