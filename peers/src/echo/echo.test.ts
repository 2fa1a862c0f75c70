/** The echo server and its client, each with the other and with other programs. */
import { expect, test } from 'vitest';
import { Client, Log } from '../common/client.test.helper.ts';
import { Terminal } from '../common/run.test.helper.ts';
import { runEcho } from './echo-client.ts';
import { echoClientOptions } from './echo-options.ts';
import { listenEcho } from './echo.ts';

const SENTENCE = echoClientOptions.table.find(({ name }) => name === 'text')!.default as string;

test('the sentence has 42 bytes: three reads of sixteen at the server', async () => {
  expect(Buffer.byteLength(SENTENCE)).toBe(42);
  const log = new Log();
  const peer = await listenEcho({ port: 0 }, log);
  const client = new Client(peer);
  await client.write(SENTENCE);
  await client.until(42);
  expect(log.of('send').map(({ length }) => length)).toEqual([16, 16, 10]);
  expect(log.of('command').map(({ data }) => data)).toEqual([
    SENTENCE.slice(0, 16),
    SENTENCE.slice(16, 32),
    SENTENCE.slice(32),
  ]);
  expect(log.of('end')).toEqual([]);
  client.socket.end();
  expect((await log.closed()).note).toBe('no more data from the client');
  expect(Buffer.concat(client.chunks).toString()).toBe(SENTENCE);
  await peer.close();
});

test.each([8, 16])(
  'our client reads at most %i bytes at a time, and stays until it is interrupted',
  async (readSize) => {
    const log = new Log();
    const peer = await listenEcho({ port: 0 }, log);
    const terminal = new Terminal();
    const run = runEcho({ port: peer.address.port, server: '127.0.0.1', readSize }, terminal);
    await terminal.shows('.');
    const sizes = terminal.events.of('receive').map(({ length }) => length!);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(readSize);
    expect(sizes.reduce((a, b) => a + b)).toBe(42);
    expect(log.of('end')).toEqual([]);
    terminal.interrupt();
    await run;
    await log.closed();
    await peer.close();
  },
);

test('one client at a time: the second is connected, and is answered when the first has gone', async () => {
  const log = new Log();
  const peer = await listenEcho({ port: 0, readSize: 4 }, log);
  const [first, second] = [new Client(peer), new Client(peer)];
  await first.write('first');
  await first.until(5);
  await second.write('second');
  await log.find(({ event, connection }) => event === 'accept' && connection === 1);
  await first.write('again');
  await first.until(10);
  expect(second.received).toBe(0);
  first.socket.end();
  await second.until(6);
  expect(log.of('send', 1).map(({ length }) => length)).toEqual([4, 2]);
  second.socket.end();
  await log.closed(1);
  await peer.close();
});

test('a client that leaves while it waits costs the next one nothing', async () => {
  const log = new Log();
  const peer = await listenEcho({ port: 0 }, log);
  const first = new Client(peer);
  await first.write('x');
  await first.until(1);
  const second = new Client(peer);
  await log.find(({ event, connection }) => event === 'accept' && connection === 1);
  const third = new Client(peer);
  await log.find(({ event, connection }) => event === 'accept' && connection === 2);
  second.socket.resetAndDestroy();
  await third.write('third');
  first.socket.end();
  await third.until(5);
  third.socket.end();
  await log.closed(2);
  await peer.close();
});

test('more clients than may wait are refused; a silent one loses its turn', async () => {
  const log = new Log();
  const peer = await listenEcho({ port: 0, maxConnections: 1, idleTimeout: 0.05 }, log);
  const first = new Client(peer);
  await log.find(({ event }) => event === 'accept');
  const second = new Client(peer);
  await log.find(({ event }) => event === 'refuse');
  await second.ended;
  await first.ended;
  first.socket.end();
  expect((await log.closed()).note).toBe('silent for 0.05 s');
  await peer.close();
});

test('byte by byte, and a megabyte at once to a client that reads late', async () => {
  const log = new Log();
  const peer = await listenEcho({ port: 0, readSize: 65536 }, log);
  const client = new Client(peer);
  for (const letter of 'echo') await client.write(letter);
  await client.until(4);
  client.socket.pause();
  const text = 'x'.repeat(1024 * 1024);
  const written = client.write(text);
  client.socket.resume();
  await written;
  await client.until(4 + text.length);
  client.socket.end();
  await log.closed();
  await peer.close();
});

test('no server is listening: the client says so', async () => {
  const peer = await listenEcho({ port: 0 }, new Log());
  await peer.close();
  await expect(
    runEcho({ server: '127.0.0.1', port: peer.address.port }, new Terminal()),
  ).rejects.toMatchObject({ code: 'PEER_CLIENT_REFUSED', observed: expect.stringContaining('ECONNREFUSED') });
});

test('distinguishes a reset from an end', async () => {
  const log = new Log();
  const peer = await listenEcho({ port: 0, idleTimeout: 100 }, log);
  const run = runEcho({ server: '127.0.0.1', port: peer.address.port }, new Terminal());
  await log.find(({ event }) => event === 'send');
  await peer.close();
  // The peer ends with FIN or RST, depending on what it has not read yet; the client must not hang in either case.
  await run.catch((error: unknown) => expect(error).toMatchObject({ code: 'PEER_CLIENT_RESET' }));
});
