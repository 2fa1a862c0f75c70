/** Everything over TLS: the pair, the PMU and its PDC, the page; with untrusted certificates and with hostile clients. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { selfSigned } from '@wireside/authority';
import type { Identity } from '@wireside/authority';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client, Log } from '../common/client.test.helper.ts';
import { Terminal } from '../common/run.test.helper.ts';
import { runPageTls } from '../page/page-tls-client.ts';
import { listenPageTls } from '../page/page-tls.ts';
import { runPdcTls } from '../pdc/pdc-tls.ts';
import type { Peer } from '../peer.ts';
import { listenPmuTls } from '../pmu/pmu-tls.ts';
import { runTlsPair } from './tls-pair-client.ts';
import { listenTlsPair } from './tls-pair.ts';
import type { TlsPairInput } from './tls-pair-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'wireside-tls-'));
let own: Identity;
let other: Identity;

beforeAll(async () => {
  [own, other] = await Promise.all([selfSigned({ name: 'localhost' }), selfSigned({ name: 'localhost' })]);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function pair(input: TlsPairInput = {}): Promise<{ log: Log; peer: Peer }> {
  const log = new Log();
  return { log, peer: await listenTlsPair({ port: 0, ...own, ...input }, log) };
}

const at = (peer: Peer) => ({ server: '127.0.0.1', port: peer.address.port });

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'the client prints the version that both speak: %s',
  async (version) => {
    const { log, peer } = await pair({ maxVersion: version });
    const terminal = new Terminal();
    await runTlsPair({ ...at(peer), ca: own.certificate }, terminal);
    expect(terminal.output).toMatch(new RegExp(`^${version}\nTLS_\\w+\nOnly you can read this.\n$`));
    expect(log.of('accept')[0]?.note).toMatch(new RegExp(`^${version}, TLS_`));
    // TCP's stream contains records: the peer does not know where its bytes are in it.
    expect(log.of('send')[0]).not.toHaveProperty('offset');
    await log.closed();
    expect(log.story()).toBe('accept send end shutdown close');
    await peer.close();
  },
);

test('its own greeting, a client that stays too long, and too many clients', async () => {
  const { log, peer } = await pair({ greeting: 'salve', idleTimeout: 0.05, maxConnections: 1 });
  const client = connect({ ...peer.address, ca: own.certificate, servername: 'localhost' });
  const [greeting] = (await once(client, 'data')) as [Buffer];
  expect(String(greeting)).toBe('salve\n');
  const second = new Client(peer);
  await log.find(({ event }) => event === 'refuse');
  second.socket.destroy();
  await once(client, 'end');
  expect((await log.closed()).note).toBe('silent for 0.05 s');
  client.destroy();
  await peer.close();
});

test('no version in common: both sides report it', async () => {
  const { log, peer } = await pair({ minVersion: 'TLSv1.3' });
  const options = { ...at(peer), ca: own.certificate, maxVersion: 'TLSv1.2' };
  await expect(runTlsPair(options, new Terminal())).rejects.toMatchObject({ code: 'PEER_CLIENT_TLS' });
  expect((await log.find(({ event }) => event === 'refuse')).note).toContain('no TLS version in common');
  await peer.close();
});

test('the certificate of another server, and one for another name, are not trusted', async () => {
  const { log, peer } = await pair();
  await expect(runTlsPair({ ...at(peer), ca: other.certificate }, new Terminal())).rejects.toMatchObject({
    code: 'PEER_CLIENT_TLS',
    message: expect.stringContaining('cannot be trusted'),
  });
  await expect(
    runTlsPair({ ...at(peer), ca: own.certificate, serverName: 'example.org' }, new Terminal()),
  ).rejects.toMatchObject({ message: expect.stringContaining('not for example.org') });
  // The PDC checks the chain and not the name.
  await expect(runPdcTls({ ...at(peer), ca: other.certificate }, new Terminal())).rejects.toMatchObject({
    code: 'PEER_CLIENT_TLS',
  });
  expect(log.events.filter(({ event }) => event === 'accept').length).toBeGreaterThanOrEqual(0);
  await peer.close();
});

test('a client reports that the server does not speak TLS', async () => {
  const server = createServer((socket) => socket.end('This is no TLS at all\n')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await expect(
    runTlsPair({ server: '127.0.0.1', port, ca: own.certificate }, new Terminal()),
  ).rejects.toMatchObject({ message: expect.stringContaining('does not speak TLS') });
  server.close();
});

test('the PDC gets its messages over TLS, each on its own line; the flood too', async () => {
  const log = new Log();
  const flood = { bytes: 200_000, text: 'ascii' } as const;
  const peer = await listenPmuTls({ port: 0, messages: 12, segmentation: 'cut', flood, ...own }, log);
  const terminal = new Terminal();
  await runPdcTls({ ...at(peer), ca: own.certificate, command: 'CMD_short:0' }, terminal);
  expect(terminal.output).toBe(Array.from({ length: 12 }, (_, i) => `This is PMU data ${i}\n`).join(''));
  const long = new Terminal();
  await runPdcTls({ ...at(peer), ca: own.certificate, command: 'CMD_floodme' }, long);
  expect(Buffer.byteLength(long.output)).toBe(200_000);
  await peer.close();
});

test('the PDC can send its command late, or leave after the handshake', async () => {
  const peer = await listenPmuTls({ port: 0, messages: 2, ...own }, new Log());
  const late = new Terminal();
  await runPdcTls({ ...at(peer), ca: own.certificate, delay: 0.1 }, late);
  const timeOf = (name: string) => late.events.events.find(({ event }) => event === name)!.at;
  expect(timeOf('send') - timeOf('connect')).toBeGreaterThanOrEqual(99_000);
  expect(late.output).toBe('This is PMU data 0\nThis is PMU data 1\n');
  const gone = new Terminal();
  await runPdcTls({ ...at(peer), ca: own.certificate, leave: 'after-connect' }, gone);
  expect(gone.output).toBe('');
  expect(gone.events.events.map(({ event }) => event)).not.toContain('send');
  await peer.close();
});

test('the page over HTTPS', async () => {
  const log = new Log();
  const peer = await listenPageTls({ port: 0, secret: 'mellon', ...own }, log);
  const terminal = new Terminal();
  const url = `https://localhost:${peer.address.port}/`;
  await runPageTls({ url, ca: own.certificate }, terminal);
  expect(terminal.output).toMatch(/^HTTP\/1\.1 200 OK\n\n[^]*mellon/);
  await expect(runPageTls({ url, ca: other.certificate }, new Terminal())).rejects.toMatchObject({
    code: 'PEER_CLIENT_TLS',
  });
  const plain = new Client(peer);
  await plain.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await log.find(({ event, note }) => event === 'refuse' && note!.includes('HTTP without TLS'));
  plain.socket.destroy();
  await peer.close();
});

test('without a certificate the server makes one, and saves it', async () => {
  const saveCertificate = join(folder, 'server.pem');
  const log = new Log();
  const peer = await listenTlsPair({ port: 0, saveCertificate }, log);
  expect(log.events[0]).toMatchObject({ event: 'listen', note: expect.stringContaining(saveCertificate) });
  const terminal = new Terminal();
  await runTlsPair({ ...at(peer), ca: saveCertificate }, terminal);
  expect(terminal.output).toContain('Only you');
  await peer.close();
});

test('certificate and key from files, and the secrets of the sessions in a file', async () => {
  const [certificate, key, keylog] = ['c.pem', 'k.pem', 'keys.log'].map((name) => join(folder, name));
  writeFileSync(certificate!, own.certificate);
  writeFileSync(key!, own.key);
  const { peer } = await pair({ certificate: certificate!, key: key!, keylog: keylog! });
  await runTlsPair({ ...at(peer), ca: certificate! }, new Terminal());
  expect(readFileSync(keylog!, 'utf8')).toMatch(/^CLIENT_HANDSHAKE_TRAFFIC_SECRET [0-9a-f]{64} /m);
  await peer.close();
});

test.each([
  ['PEER_TLS_FILE', () => ({ key: '' })],
  ['PEER_TLS_FILE', () => ({ certificate: '/nowhere/server.pem' })],
  ['PEER_TLS_FILE', () => ({ certificate: '', key: '', saveCertificate: '/nowhere/server.pem' })],
  ['PEER_TLS_CERTIFICATE', () => ({ certificate: own.key })],
  ['PEER_TLS_KEY', () => ({ key: own.certificate })],
  ['PEER_TLS_MISMATCH', () => ({ key: other.key })],
])('%s', async (code, wrong) => {
  await expect(listenTlsPair({ port: 0, ...own, ...wrong() }, new Log())).rejects.toMatchObject({ code });
});

test('no TLS, half a record, nothing, a record too long: refused, and the next client is served', async () => {
  const { log, peer } = await pair({ handshakeTimeout: 0.2 });
  const refusals = (): number => log.events.filter(({ event }) => event === 'refuse').length;
  for (const bytes of ['hello\n', '\x16\x03\x01', '', '\x16\x03\x01\xff\xff' + 'x'.repeat(70_000)]) {
    const before = refusals();
    const client = new Client(peer);
    client.write(Buffer.from(bytes, 'latin1')).catch(() => {});
    await log.find(() => refusals() > before);
    client.socket.destroy();
  }
  const terminal = new Terminal();
  await runTlsPair({ ...at(peer), ca: own.certificate }, terminal);
  expect(terminal.output).toContain('Only you');
  await peer.close();
});

test('one byte per segment through the handshake, a reset in it, and renegotiation', async () => {
  const { log, peer } = await pair({ maxVersion: 'TLSv1.2' });
  // A proxy forwards the client's bytes one by one.
  const relay = createServer({ noDelay: true }, (left) => {
    const right = connectTcp({ ...peer.address, noDelay: true });
    left.on('data', (bytes) => Array.from(bytes, (byte) => right.write(Buffer.from([byte]))));
    right.pipe(left);
    left.on('close', () => right.destroy()).on('error', () => {});
    right.on('error', () => {});
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const { port } = relay.address() as { port: number };
  const terminal = new Terminal();
  await runTlsPair({ server: '127.0.0.1', port, ca: own.certificate }, terminal);
  expect(terminal.output).toContain('Only you');
  relay.close();

  const rude = connectTcp({ ...peer.address });
  rude.write('\x16\x03\x01');
  await once(rude, 'connect');
  rude.resetAndDestroy();

  const again = connect({
    ...peer.address,
    ca: own.certificate,
    servername: 'localhost',
    maxVersion: 'TLSv1.2',
  });
  await once(again, 'secureConnect');
  const refused = await new Promise((resolve) => {
    again.on('error', resolve);
    again.on('close', resolve);
    again.renegotiate({}, (error) => resolve(error));
  });
  expect(refused).toBeTruthy();
  again.destroy();
  await peer.close();
  expect(log.events.at(-1)?.event).toBe('close');
});

test('close() ends handshakes that never finish', async () => {
  const { peer } = await pair({ handshakeTimeout: 3600 });
  const client = new Client(peer);
  await once(client.socket, 'connect');
  await peer.close();
  await client.ended;
});

test('the page reports once why a handshake failed, and not as a bad request', async () => {
  const log = new Log();
  const peer = await listenPageTls({ port: 0, ...own }, log);
  const plain = new Client(peer);
  plain.socket.write('GET / HTTP/1.1\r\n\r\n');
  await log.find(({ event }) => event === 'refuse');
  await plain.ended;
  // When the next client is served, everything about the first one has been logged.
  await runPageTls({ url: `https://localhost:${peer.address.port}/`, ca: own.certificate }, new Terminal());
  const refused = log.events.filter(({ event }) => event === 'refuse');
  expect(refused).toMatchObject([{ note: 'no TLS connection: the client speaks HTTP without TLS' }]);
  expect(refused[0]).not.toHaveProperty('connection');
  await peer.close();
});
