/** The PDC over TCP, with every segmentation of the PMU, and with servers that misbehave. */
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { Log } from '../common/client.test.helper.ts';
import { Terminal } from '../common/run.test.helper.ts';
import { listenPmu } from '../pmu/pmu.ts';
import { pmuFlood } from '../pmu/pmu-answer.ts';
import { pmuOptions } from '../pmu/pmu-options.ts';
import { MessageLines } from './messages.ts';
import { runPdc } from './pdc.ts';

const lines = (from: number, count: number): string =>
  Array.from({ length: count }, (_, i) => `This is PMU data ${from + i}\n`).join('');

test('finds the messages wherever the stream is cut in two, and byte by byte', () => {
  const whole = Buffer.from(lines(8, 5).replaceAll('\n', ''));
  const split = (...pieces: Buffer[]): string => {
    const made = new MessageLines();
    return Buffer.concat([...pieces.map((piece) => made.push(piece)), made.end()]).toString();
  };
  for (let at = 0; at <= whole.length; at++)
    expect(split(whole.subarray(0, at), whole.subarray(at))).toBe(lines(8, 5));
  expect(split(...Array.from(whole, (byte) => Buffer.from([byte])))).toBe(lines(8, 5));
  expect(split()).toBe('');
  // A server that ends its messages with line breaks gets no second ones.
  const broken = Buffer.from(lines(8, 5));
  for (let at = 0; at <= broken.length; at++)
    expect(split(broken.subarray(0, at), broken.subarray(at))).toBe(lines(8, 5));
  expect(split(Buffer.from('Unknown command\n'))).toBe('Unknown command\n');
});

test('a stream without messages uses no more and more memory', () => {
  const made = new MessageLines();
  // Nothing of it is held back.
  for (let i = 0; i < 20; i++) expect(made.push(Buffer.alloc(64 * 1024, 'x'))).toHaveLength(64 * 1024);
});

test.each(['natural', 'one-by-one', 'coalesced', 'cut', 'bytes'] as const)(
  'shows all messages: %s',
  async (segmentation) => {
    const peer = await listenPmu({ port: 0, messages: 12, firstNumber: 1, segmentation }, new Log());
    const terminal = new Terminal();
    await runPdc({ server: 'localhost', port: peer.address.port, command: 'CMD_short:0' }, terminal);
    expect(terminal.output).toBe(lines(1, 12));
    await peer.close();
  },
);

test('shows what has come at once, and ends a line when the next message begins', () => {
  const made = new MessageLines();
  const shown = ['This is PMU data 1', '2This', ' is PMU data 13', 'T'].map(
    (text) => `${made.push(Buffer.from(text))}`,
  );
  expect(shown).toEqual(['This is PMU data 1', '2', '\nThis is PMU data 13', '']);
  expect(`${made.end()}`).toBe('T\n');
});

test('prints each message as it comes, not all at the end', async () => {
  const peer = await listenPmu({ port: 0, messages: 3 }, new Log());
  const terminal = new Terminal();
  const run = runPdc({ port: peer.address.port, command: 'CMD_short:0.2' }, terminal);
  await terminal.shows('This is PMU data 0');
  expect(terminal.events.of('end')).toEqual([]);
  await run;
  expect(terminal.output).toBe(lines(0, 3));
  await peer.close();
});

test('prints the whole flood', async () => {
  const flood = { bytes: 300_000, text: 'utf8' } as const;
  const peer = await listenPmu({ port: 0, flood }, new Log());
  const terminal = new Terminal();
  const chunks: Uint8Array[] = [];
  terminal.write = async (bytes) => void chunks.push(bytes);
  await runPdc({ port: peer.address.port, command: 'CMD_floodme' }, terminal);
  expect(Buffer.concat(chunks).equals(pmuFlood(pmuOptions.read({ flood })))).toBe(true);
  await peer.close();
});

test('a reset does not count as the end, and what came before it is printed', async () => {
  const server = createServer((socket) => {
    socket.write('This is PMU data 0This is PMU da');
    socket.once('data', () => {});
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) => setImmediate(() => sockets.push(socket)));
  const sockets: Socket[] = [];
  const terminal = new Terminal();
  const { port } = server.address() as { port: number };
  const run = runPdc({ port, command: 'CMD_short:0' }, terminal);
  await terminal.events.find(({ event }) => event === 'receive');
  sockets[0]!.resetAndDestroy();
  await expect(run).rejects.toMatchObject({ code: 'PEER_CLIENT_RESET' });
  expect(terminal.output).toContain('This is PMU data 0');
  server.close();
});

test('unknown names, and an interruption while it waits', async () => {
  await expect(runPdc({ server: 'nowhere.invalid' }, new Terminal())).rejects.toMatchObject({
    code: 'PEER_CLIENT_UNRESOLVED',
  });
  const log = new Log();
  const peer = await listenPmu({ port: 0, messages: 2 }, log);
  const terminal = new Terminal();
  const run = runPdc({ port: peer.address.port, command: 'CMD_short:60' }, terminal);
  await log.find(({ event }) => event === 'send');
  await terminal.events.find(({ event }) => event === 'receive');
  terminal.interrupt();
  await run;
  expect(terminal.output).toBe('This is PMU data 0\n');
  await peer.close();
});
