/** The chat server and its client, each with the other and with other programs. */
import { expect, test } from 'vitest';
import { Client, Log } from '../common/client.test.helper.ts';
import { Terminal } from '../common/run.test.helper.ts';
import type { Peer } from '../peer.ts';
import { runChat } from './chat-client.ts';
import { listenChat } from './chat.ts';

const chat = (peer: Peer, terminal: Terminal): Promise<void> =>
  runChat({ server: '127.0.0.1', port: peer.address.port }, terminal);

test('a text goes to the server, the server closes first, the client second', async () => {
  const log = new Log();
  const peer = await listenChat({ port: 0, closesAfter: 1 }, log);
  const terminal = new Terminal();
  const run = chat(peer, terminal);
  terminal.type('Hey...\n');
  await run;
  expect(terminal.output).toBe('The other side has closed.\n');
  await log.closed();
  expect(log.story()).toBe('accept receive shutdown end close');
  expect(log.of('receive')[0]).toMatchObject({ data: 'Hey...', length: 6 });
  expect(terminal.events.story()).toBe('connect send end shutdown close');
  await peer.close();
});

test('an empty line: the client closes first', async () => {
  const log = new Log();
  const peer = await listenChat({ port: 0, says: 'good day|and good bye' }, log);
  const terminal = new Terminal();
  const run = chat(peer, terminal);
  terminal.type('one\n');
  await terminal.shows('good day\n');
  terminal.type('two\r\n');
  await terminal.shows('and good bye\n');
  terminal.type('\nnever sent\n');
  await run;
  expect(terminal.output).toBe('good day\nand good bye\nClosing the connection.\n');
  await log.closed();
  expect(log.of('receive').map(({ data }) => data)).toEqual(['one', 'two']);
  expect(log.story()).toBe('accept receive send receive send end shutdown close');
  await peer.close();
});

test('two clients and the keyboard of the server read each other; its empty line ends the chat for all', async () => {
  const keyboard = new Terminal();
  const log = new Log();
  const peer = await listenChat({ port: 0 }, { log: log.log, input: keyboard.input });
  const [anna, bert] = [new Terminal(), new Terminal()];
  const runs = [chat(peer, anna)];
  await log.find(({ event }) => event === 'accept');
  runs.push(chat(peer, bert));
  await log.find(({ event, connection }) => event === 'accept' && connection === 1);
  anna.type('is anybody here? äöü\n');
  await bert.shows('is anybody here? äöü');
  keyboard.type('I am\n');
  await Promise.all([anna.shows('I am'), bert.shows('I am')]);
  expect(anna.output).not.toContain('anybody');
  keyboard.type('\n');
  await Promise.all(runs);
  expect(anna.output).toContain('The other side has closed.');
  await peer.close();
});

test('without relay, clients do not read each other', async () => {
  const log = new Log();
  const peer = await listenChat({ port: 0, relay: false, closesAfter: 2 }, log);
  const [first, second] = [new Client(peer), new Client(peer)];
  await log.find(({ event, connection }) => event === 'accept' && connection === 1);
  await first.write('heard?');
  await log.find(({ event }) => event === 'receive');
  await first.write('no');
  await first.all();
  second.socket.end();
  await second.ended;
  expect(second.received).toBe(0);
  await peer.close();
});

test('a character split between two chunks is printed whole', async () => {
  const peer = await listenChat({ port: 0 }, new Log());
  const terminal = new Terminal();
  const run = chat(peer, terminal);
  await terminal.events.find(({ event }) => event === 'connect');
  const guest = new Client(peer);
  const [first, ...rest] = Buffer.from('é');
  await guest.write(Buffer.from([first!]));
  await terminal.events.find(({ event }) => event === 'receive');
  await guest.write(Buffer.concat([Buffer.from(rest), Buffer.from('t')]));
  await terminal.shows('ét\n');
  terminal.interrupt();
  await run;
  guest.socket.destroy();
  await peer.close();
});

test('with newlines, lines stay apart, however they are cut', async () => {
  const keyboard = new Terminal();
  const log = new Log();
  const peer = await listenChat(
    { port: 0, newline: true, says: 'good day' },
    { log: log.log, input: keyboard.input },
  );
  const terminal = new Terminal();
  const run = runChat({ server: '127.0.0.1', port: peer.address.port, newline: true, cut: '2' }, terminal);
  terminal.type('é!\n');
  await terminal.shows('good day\n');
  keyboard.type('one\ntwo\n\n');
  await run;
  expect(terminal.output).toBe('good day\none\ntwo\nThe other side has closed.\n');
  await log.closed();
  expect(log.of('receive').reduce((sum, { length = 0 }) => sum + length, 0)).toBe(4);
  await peer.close();
});

test('a client that does not read what the others say is closed, and the others go on', async () => {
  const log = new Log();
  const peer = await listenChat({ port: 0 }, log);
  const deaf = new Client(peer);
  await log.find(({ event }) => event === 'accept');
  deaf.socket.pause();
  const loud = new Client(peer);
  const block = Buffer.alloc(64 * 1024, 'x');
  while (log.of('close', 0).length === 0) await loud.write(block);
  expect((await log.closed(0)).note).toBe('it does not read what the others say');
  const third = new Client(peer);
  await log.find(({ event, connection }) => event === 'accept' && connection === 2);
  await loud.write('still here');
  await third.until(10);
  await peer.close();
});

test('survives resets, silence, floods of connections and our own Ctrl-C', async () => {
  const log = new Log();
  const peer = await listenChat({ port: 0, idleTimeout: 0.05, maxConnections: 2 }, log);
  const rude = new Client(peer);
  await log.find(({ event }) => event === 'accept');
  rude.socket.resetAndDestroy();
  await log.closed(0);
  const silent = new Client(peer);
  await silent.ended;
  await log.find(({ event }) => event === 'timeout');
  silent.socket.end();
  await log.closed(1);
  const many = Array.from({ length: 20 }, () => new Client(peer));
  await Promise.all(many.map((each) => each.ended));
  expect(log.events.filter(({ event }) => event === 'refuse').length).toBeGreaterThan(0);
  for (const each of many) each.socket.destroy();
  await peer.close();
});
