import { afterEach, describe, expect, test } from 'vitest';
import { Party, Stage } from '../common/udp.test.helper.ts';
import { MAX_DATAGRAM } from '../transport/udp-socket.ts';
import { datagramsOf, udpClientOptions } from './udp-client-options.ts';
import { runUdpClient } from './udp-client.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A server that sends each datagram back this many times. */
async function echo(times = 1, host = '127.0.0.1'): Promise<Party> {
  const server = await Party.open(host);
  ends.push(() => server.socket.close());
  server.socket.on('message', (bytes, { port, address }) => {
    for (let n = 0; n < times; n++) server.socket.send(bytes, port, address);
  });
  return server;
}

const heardBy = (server: Party): string[] => server.heard.map(({ bytes }) => bytes.toString('latin1'));

describe('what it sends', () => {
  test.each([
    ['', false, ['']],
    ['a\\nb\\n', false, ['a\nb\n']],
    ['', true, ['']],
    ['a\\n\\nb', true, ['a', '', 'b']],
    ['a\\n', true, ['a']],
    ['a\\n\\n', true, ['a', '']],
    ['\\xff\\x00\\r\\ne', true, ['\xff\0\r', 'e']],
  ])('%j with lines=%j', (text, lines, wanted) => {
    expect(datagramsOf({ text, lines }).map((bytes) => bytes.toString('latin1'))).toEqual(wanted);
  });

  test('a text in UTF-8 stays whole', () => {
    expect(datagramsOf({ text: 'é\\nß', lines: true }).map(String)).toEqual(['é', 'ß']);
  });

  test.each([
    [{ text: 'a\\q' }, 'text'],
    [{ text: 'a'.repeat(MAX_DATAGRAM + 1) }, 'text'],
    [{ text: `a\\n${'a'.repeat(MAX_DATAGRAM + 1)}`, lines: true }, 'text'],
    [{ count: 0 }, 'count'],
    [{ expects: -1 }, 'expects'],
    [{ timeout: 0 }, 'timeout'],
  ])('refuses what is not valid: %#', (options, option) => {
    expect(udpClientOptions.check(options)).toMatchObject([{ code: 'PEER_OPTION_VALUE', option }]);
  });

  test('takes the longest datagrams that there are', () => {
    const text = `${'a'.repeat(MAX_DATAGRAM)}\\n${'b'.repeat(MAX_DATAGRAM)}`;
    expect(udpClientOptions.check({ text, lines: true })).toEqual([]);
  });
});

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::1', '::1'],
  ['localhost', '127.0.0.1'],
])('to %s: one datagram, its answer on a line, and both in the log', async (name, host) => {
  const server = await echo(1, host);
  const stage = new Stage();
  await runUdpClient({ server: name, port: server.port, text: 'caf\\xe9\\n' }, stage);
  expect(heardBy(server)).toEqual(['caf\xe9\n']);
  expect(stage.printed).toHaveLength(1);
  const remote = host.includes(':') ? `[${host}]:${server.port}` : `${host}:${server.port}`;
  const { events } = stage.events;
  expect(events.map(({ event }) => event)).toEqual(['connect', 'send', 'receive', 'close']);
  const [connect, send, receive] = events;
  expect(connect).toMatchObject({ remote });
  for (const event of [send, receive])
    expect(event).toMatchObject({ local: connect!.local, remote, length: 5, data: 'caf\\xe9\\n' });
});

test('several datagrams, an empty one among them, each as often as asked', async () => {
  const server = await echo();
  const stage = new Stage();
  const options = { text: 'one\\n\\ntwo', lines: true, count: 2, expects: 6 };
  await runUdpClient({ ...options, port: server.port }, stage);
  expect(heardBy(server)).toEqual(['one', '', 'two', 'one', '', 'two']);
  expect(stage.printed).toEqual(['one', '', 'two', 'one', '', 'two']);
});

test('answers are written while it pauses', async () => {
  const server = await echo();
  const stage = new Stage();
  const running = runUdpClient(
    { port: server.port, text: 'one\\ntwo', lines: true, pause: 3600, expects: 2 },
    stage,
  );
  expect(await stage.lines(1)).toEqual(['one']);
  stage.controller.abort();
  await running;
  expect(heardBy(server)).toEqual(['one']);
});

test('waits for no answer where it expects none', async () => {
  const server = await Party.open();
  ends.push(() => server.socket.close());
  const stage = new Stage();
  await runUdpClient({ port: server.port, text: 'bye', expects: 0 }, stage);
  expect(await server.hear()).toBe('bye');
  expect(stage.printed).toEqual([]);
});

test('gives up a server that is silent, and says how many answers are missing', async () => {
  const server = await echo();
  const stage = new Stage();
  const running = runUdpClient({ port: server.port, text: 'one', expects: 2, timeout: 0.05 }, stage);
  await expect(running).rejects.toMatchObject({
    code: 'PEER_CLIENT_SILENT',
    message: `udp-client: 127.0.0.1 port ${server.port} sent no answer for 0.05 s.`,
    observed: '1 of 2 answers',
    expected: '2 answers (--expects), each within 0.05 s (--timeout)',
  });
  expect(stage.events.events.at(-1)).toMatchObject({ event: 'close' });
});

test('says that no program is listening', async () => {
  const { socket, port } = await Party.open();
  await new Promise<void>((resolve) => socket.close(resolve));
  const running = runUdpClient({ port, text: 'one', timeout: 0.05 }, new Stage());
  await expect(running).rejects.toMatchObject({
    code: 'PEER_CLIENT_SILENT',
    observed: expect.stringMatching(/^0 of 1 answer, and the error .*ECONNREFUSED/) as string,
  });
});

test('does not hear what others send', async () => {
  const server = await Party.open();
  const other = await Party.open();
  ends.push(
    () => server.socket.close(),
    () => other.socket.close(),
  );
  const stage = new Stage();
  const running = runUdpClient({ port: server.port, text: 'one' }, stage);
  await server.hear();
  const client = server.heard[0]!.port;
  await other.send('false', client);
  await server.send('true', client);
  await running;
  expect(stage.printed).toEqual(['true']);
});

test('ends when the user interrupts', async () => {
  const server = await Party.open();
  ends.push(() => server.socket.close());
  const stage = new Stage();
  const running = runUdpClient({ port: server.port, text: 'one' }, stage);
  await server.hear();
  stage.controller.abort();
  await running;
  expect(stage.events.events.at(-1)).toMatchObject({ event: 'close' });
});

test('a name without an address, and an address without a route', async () => {
  await expect(runUdpClient({ server: 'nowhere.invalid', text: 'a' }, new Stage())).rejects.toMatchObject({
    code: 'PEER_CLIENT_UNRESOLVED',
  });
  await expect(runUdpClient({ server: '255.255.255.255', text: 'a' }, new Stage())).rejects.toMatchObject({
    code: 'PEER_CLIENT_UNREACHABLE',
  });
});

test('gives up a server that sends without an end', async () => {
  const server = await Party.open();
  ends.push(() => server.socket.close());
  const running = runUdpClient(
    { port: server.port, text: 'one\\ntwo', lines: true, pause: 3600 },
    new Stage(),
  );
  const failed = expect(running).rejects.toMatchObject({ code: 'PEER_CLIENT_ENDLESS' });
  await server.hear();
  const client = server.heard[0]!.port;
  const over = new AbortController();
  void failed.finally(() => over.abort());
  while (!over.signal.aborted) {
    await server.send('more', client);
    // What arrives is read between two of these.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await failed;
});
