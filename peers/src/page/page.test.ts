/** The page and its client, and what unknown clients send to an HTTP server. */
import { expect, test } from 'vitest';
import { Client, Log } from '../common/client.test.helper.ts';
import { Terminal } from '../common/run.test.helper.ts';
import type { PeerMessage } from '../peer.ts';
import { runPage } from './page-client.ts';
import { listenPage } from './page.ts';
import type { PageInput } from './page-options.ts';

async function started(input: PageInput = {}) {
  const log = new Log();
  const peer = await listenPage({ port: 0, ...input }, log);
  const ask = async (text: string): Promise<string> => {
    const client = new Client(peer);
    await client.write(text);
    return (await client.all()).toString();
  };
  return { log, peer, ask };
}

const END = 'Connection: close\r\n\r\n';

test('our client prints the page and its secret', async () => {
  const { peer, log } = await started({ secret: '<42>' });
  const terminal = new Terminal();
  await runPage({ url: `http://127.0.0.1:${peer.address.port}/` }, terminal);
  expect(terminal.output).toMatch(/^HTTP\/1\.1 200 OK\n\n<!doctype html>/);
  expect(terminal.output).toContain('&#60;42&#62;');
  expect(log.of('command')[0]?.data).toBe('GET /');
  await peer.close();
});

test('another path, another method, HEAD, and two requests on one connection', async () => {
  const { peer, ask } = await started();
  expect(await ask(`GET /x HTTP/1.1\r\nHost: a\r\n${END}`)).toMatch(/^HTTP\/1\.1 404 /);
  expect(await ask(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n${END}abc`)).toMatch(
    /405 [^]*allow: GET, HEAD/,
  );
  const head = await ask(`HEAD / HTTP/1.1\r\nHost: a\r\n${END}`);
  expect(head).toMatch(/^HTTP\/1\.1 200 OK[^]*content-length: \d{3}/);
  expect(head).not.toContain('<html');
  const both = await ask(`GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /y HTTP/1.1\r\nHost: a\r\n${END}`);
  expect(both.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404']);
  await peer.close();
});

test('a page elsewhere, in pieces, for a client that has closed its side', async () => {
  const { peer, log, ask } = await started({ path: '/a/page', pieces: 4, pause: 0.05 });
  expect(await ask(`GET / HTTP/1.1\r\nHost: a\r\n${END}`)).toMatch(/^HTTP\/1\.1 404 [^]* \/a\/page\.\n$/);
  const client = new Client(peer);
  client.socket.end('GET /a/page HTTP/1.1\r\nHost: a\r\n\r\n');
  const text = (await client.all()).toString();
  const [, head, body] = /^([^]*?\r\n\r\n)([^]*)$/.exec(text)!;
  expect(head).toContain(`content-length: ${body!.length}\r\n`);
  expect(body).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
  expect(client.chunks.length).toBeGreaterThan(1);
  expect(log.of('send', 1)[0]?.length).toBe(text.length);
  // Who leaves in the middle disturbs no one.
  const rude = new Client(peer);
  await rude.write('GET /a/page HTTP/1.1\r\nHost: a\r\n\r\n');
  await log.find(() => log.of('command', 2).length === 1);
  rude.socket.resetAndDestroy();
  await log.closed(2);
  expect(await ask(`GET /a/page HTTP/1.1\r\nHost: a\r\n${END}`)).toContain('</html>');
  await peer.close();
  await expect(started({ path: 'page' })).rejects.toMatchObject({ code: 'PEER_OPTION_VALUE' });
});

test.each([
  ['no HTTP at all', 'hello\r\n\r\n', '400'],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', '400'],
  ['a head that is too long', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(9000)}\r\n\r\n`, '431'],
  ['two lengths', 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', '400'],
])('%s is refused, and the next client is served', async (_, text, status) => {
  const { peer, ask } = await started();
  expect(await ask(text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(await ask(`GET / HTTP/1.1\r\nHost: a\r\n${END}`)).toContain(' 200 OK');
  await peer.close();
});

test('an endless request, byte by byte, and silence after a request: both connections are closed', async () => {
  const { peer, log, ask } = await started({ requestTimeout: 0.1, keepAlive: 0.1 });
  const slow = new Client(peer);
  await slow.write('GET / HT');
  await slow.ended;
  expect(Buffer.concat(slow.chunks).toString()).toMatch(/^HTTP\/1\.1 408 /);
  expect(log.of('refuse')[0]?.note).toContain('408');
  expect(await ask('GET / HTTP/1.1\r\nHost: a\r\n\r\n')).toContain(' 200 OK');
  await peer.close();
});

test('offsets count every byte of both directions, also of requests that come together', async () => {
  const log = new Log();
  const messages: PeerMessage[] = [];
  const message = (each: PeerMessage): unknown => messages.push(each);
  const peer = await listenPage({ port: 0 }, { log: log.log, message });
  const client = new Client(peer);
  const first = 'GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n';
  const second = `HEAD / HTTP/1.1\r\nHost: a\r\n${END}`;
  await client.write(first);
  await log.find(() => log.of('send').length === 2);
  await client.write(second);
  const bytes = await client.all();
  await log.closed();
  const spans = (event: 'send' | 'receive') => log.of(event).map(({ offset, length }) => [offset, length]);
  expect(spans('receive')).toEqual([
    [0, first.length],
    [first.length, second.length],
  ]);
  let offset = 0;
  for (const [at, length] of spans('send')) {
    expect(at).toBe(offset);
    expect(bytes.subarray(offset, offset + 12).toString()).toMatch(/^HTTP\/1\.1 (200|404)/);
    offset += length!;
  }
  expect(offset).toBe(bytes.length);
  expect(messages.map(({ message: index, text }) => [index, text!.slice(0, 9)])).toEqual([
    [0, '<!doctype'],
    [1, 'There is '],
  ]);
  for (const each of messages) {
    expect(bytes.subarray(each.offset, each.offset + each.length).toString()).toBe(each.text);
    expect(each).not.toHaveProperty('over');
  }
  await peer.close();
});

test('limits the number of requests on one connection', async () => {
  const { peer, ask } = await started({ maxRequests: 2, keepAlive: 0.1 });
  const both = await ask('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(3));
  expect(both.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 503']);
  await peer.close();
});

test('resets at every stage, more connections than allowed, and close() while a client waits', async () => {
  const { peer, log } = await started({ maxConnections: 3 });
  for (const text of ['', 'GET', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n']) {
    const client = new Client(peer);
    await client.write(text);
    const before = log.events.filter(({ event }) => event === 'close').length;
    client.socket.resetAndDestroy();
    await log.find(
      () => log.events.filter(({ event }) => event === 'close' || event === 'reset').length > before,
    );
  }
  const many = Array.from({ length: 6 }, () => new Client(peer));
  await log.find(({ event }) => event === 'refuse');
  await peer.close();
  for (const client of many) client.socket.destroy();
});

test('the client without a server, and with an invalid URL', async () => {
  const { peer } = await started();
  await peer.close();
  const url = `http://127.0.0.1:${peer.address.port}/`;
  await expect(runPage({ url }, new Terminal())).rejects.toMatchObject({
    code: 'PEER_CLIENT_REFUSED',
    observed: expect.stringContaining('ECONNREFUSED'),
  });
  await expect(runPage({ url: 'ftp://x' }, new Terminal())).rejects.toMatchObject({
    code: 'PEER_OPTION_VALUE',
  });
});
