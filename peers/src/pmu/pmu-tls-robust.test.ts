/** The PMU over TLS with clients that disconnect, stall, or do not speak TLS, and with keys that cannot be used. */
import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { selfSigned } from '@wireside/authority';
import type { Identity } from '@wireside/authority';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Client, Log } from '../common/client.test.helper.ts';
import type { Peer, PeerEvent } from '../peer.ts';
import { pmuMessages } from './pmu-answer.ts';
import type { PmuTlsInput } from './pmu-tls-options.ts';
import { listenPmuTls } from './pmu-tls.ts';

const folder = mkdtempSync(join(tmpdir(), 'wireside-pmu-tls-'));
let own: Identity;
beforeAll(async () => {
  own = await selfSigned({ name: 'localhost', algorithm: 'p256' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const started: Peer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((peer) => peer.close()));
});

async function start(input: PmuTlsInput = {}): Promise<{ peer: Peer; log: Log }> {
  const log = new Log();
  const peer = await listenPmuTls({ port: 0, messages: 3, ...own, ...input }, log);
  started.push(peer);
  return { peer, log };
}

/** A client whose handshake is complete, and the TCP socket below it. */
async function secure(
  peer: Peer,
  options: ConnectionOptions = {},
): Promise<{ raw: Socket; socket: TLSSocket }> {
  const raw = connectTcp({ ...peer.address, allowHalfOpen: true }).on('error', () => {});
  const socket = connect({ socket: raw, ca: own.certificate, servername: 'localhost', ...options });
  socket.on('error', () => {});
  await once(socket, 'secureConnect');
  return { raw, socket };
}

async function allOf(socket: TLSSocket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const MESSAGES = pmuMessages({ messages: 3 }).join('');

/** Checks that the peer still works: the next client gets its messages. */
async function stillServes(peer: Peer): Promise<void> {
  const { socket } = await secure(peer);
  socket.write('CMD_short:0');
  expect(await allOf(socket)).toBe(MESSAGES);
}

const isEvent = (name: PeerEvent['event']) => (event: PeerEvent) => event.event === name;

test.each(['one-by-one', 'coalesced', 'cut', 'bytes'] as const)('segmentation %s', async (segmentation) => {
  const { peer } = await start({ segmentation });
  await stillServes(peer);
});

test('half-close: a client that has no more to say still gets its answer', async () => {
  const { peer, log } = await start();
  const { socket } = await secure(peer);
  socket.end('CMD_short:0.01');
  expect(await allOf(socket)).toBe(MESSAGES);
  await log.closed();
  expect(log.of('error')).toEqual([]);
});

describe('a handshake that fails', () => {
  test('a client that does not trust us leaves, and its connection is closed at once', async () => {
    // So long that it cannot be the reason why the connection ends.
    const { peer, log } = await start({ handshakeTimeout: 3600 });
    await expect(secure(peer, { ca: [] })).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect((await log.find(isEvent('refuse'))).note).toContain(
      'the client closed the connection during the handshake',
    );
    await stillServes(peer);
  });

  test.each(['', '160301020001'])('a FIN after the bytes "%s"', async (hex) => {
    const { peer, log } = await start({ handshakeTimeout: 3600 });
    const client = new Client(peer);
    await client.write(Buffer.from(hex, 'hex'));
    client.socket.end();
    expect((await log.find(isEvent('refuse'))).note).toContain(
      'the client closed the connection during the handshake',
    );
    client.socket.destroy();
  });

  test('more of them than the maximum of connections', async () => {
    const { peer, log } = await start({ maxConnections: 4, handshakeTimeout: 3600 });
    const clients = Array.from({ length: 24 }, () => new Client(peer));
    const refused = (part: string): number =>
      log.events.filter(({ event, note }) => event === 'refuse' && note?.includes(part) === true).length;
    await log.find(() => refused('more than 4') === 20);
    for (const client of clients) client.socket.destroy();
    await log.find(() => refused('during the handshake') === 4);
    await stillServes(peer);
  });
});

describe('a connection that ends badly', () => {
  test.each([
    ['before the command', '', 'accept'],
    ['within the command', 'CMD_sh', 'receive'],
    ['between two messages', 'CMD_short:60', 'send'],
    ['during the flood', 'CMD_floodme', 'send'],
  ] as const)('a reset %s', async (_, command, moment) => {
    // If the client's close_notify is read before its RST, Node does not notice the RST, and the stall ends the connection.
    const { peer, log } = await start({ flood: { bytes: 16_000_000 }, stallTimeout: 0.2 });
    const { raw, socket } = await secure(peer);
    socket.pause();
    if (command) socket.write(command);
    await log.find(isEvent(moment));
    raw.resetAndDestroy();
    await log.closed();
    expect(log.of('error')).toEqual([]);
    await stillServes(peer);
  });

  test('a client that never reads: reset, so that the kernel drops its data', async () => {
    const { peer, log } = await start({ flood: { bytes: 16_000_000 }, stallTimeout: 0.2 });
    const { raw, socket } = await secure(peer);
    socket.pause();
    socket.write('CMD_floodme');
    expect((await log.closed()).note).toBe('with RST, because the other side does not read');
    await stillServes(peer);
    raw.destroy();
  });

  test('a client that never stops sending', async () => {
    const { peer, log } = await start();
    const { raw, socket } = await secure(peer);
    socket.write('CMD_short:60');
    await log.find(isEvent('send'));
    socket.write(Buffer.alloc(100_000));
    expect((await log.closed()).note).toContain('unexpected data');
    raw.destroy();
  });

  test('bytes that are not a record, after the handshake: reported in one line', async () => {
    const { peer, log } = await start();
    const { raw } = await secure(peer);
    await log.find(isEvent('accept'));
    raw.write('this is not a TLS record, and longer than its header');
    await log.closed();
    const notes = log.events.flatMap(({ note }) => note ?? []);
    expect(notes.join()).toContain('OpenSSL: wrong version number');
    expect(notes.join()).not.toMatch(/[\n\r]/);
    raw.destroy();
    await stillServes(peer);
  });
});

/** 1024-bit RSA, as in earlier editions of the lab; valid until 2126. Its key was deleted. */
const WEAK = `-----BEGIN CERTIFICATE-----
MIICBjCCAW+gAwIBAgIUJHHjcKzqCQNKRvb9QI/pptBQNsIwDQYJKoZIhvcNAQEL
BQAwFDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTAzNTQ1MVoYDzIxMjYx
MDI4MDM1NDUxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwgZ8wDQYJKoZIhvcNAQEB
BQADgY0AMIGJAoGBAKYKDmApx22jTAlByoX2nzQdodOgrdQWNOPo53s58Us98oZV
fuO2XXmaXL7dtKyP2d+0T+EXiJu0NaHr5BWNMsjlFk3KCjZoEW4zdzijJg7/m99o
Qpg3RtM8FHMzWfmP78qLPnG1ie7TnLvzBRN01s/hwpKY62qj29CbqKV+w79FAgMB
AAGjUzBRMB0GA1UdDgQWBBQZIwJWRFISRyALN99st5RADcuIeTAfBgNVHSMEGDAW
gBQZIwJWRFISRyALN99st5RADcuIeTAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3
DQEBCwUAA4GBAKIjUgWbG/bYjNQx/vm10WTkerZfPc/s4wQfkdQT+xfDEukAUDPW
rDTfvlmZWba1vAImNwfvUenNKS8mjBKs7ekvuonoe1k4U2849wzniUYXl+z7gnjy
uy625MZn7IN21DMFQMHch9h+EuKzFnI79jXG35H58WyNeBeswE/BtKMW
-----END CERTIFICATE-----
`;

describe('keys, certificates and files that cannot be used', () => {
  test('a key with a passphrase, a key that is too short, and a damaged certificate', async () => {
    const lock = { cipher: 'aes-256-cbc', passphrase: 'secret' };
    const locked = createPrivateKey(own.key).export({ type: 'pkcs8', format: 'pem', ...lock });
    const damaged = own.certificate.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA');
    await expect(start({ key: String(locked) })).rejects.toMatchObject({
      code: 'PEER_TLS_KEY',
      observed: 'a key that is protected by a passphrase',
    });
    await expect(start({ certificate: WEAK })).rejects.toMatchObject({
      code: 'PEER_TLS_WEAK',
      observed: 'RSA with 1024 bits',
    });
    await expect(start({ certificate: damaged })).rejects.toMatchObject({ code: 'PEER_TLS_CERTIFICATE' });
  });

  test('a signing request instead of the certificate', async () => {
    const request = own.certificate.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST');
    await expect(start({ certificate: request })).rejects.toMatchObject({
      code: 'PEER_TLS_CERTIFICATE',
      observed: expect.stringContaining('request'),
    });
  });

  test.each([
    [3, 'has expired'],
    [-3, 'is not valid yet'],
  ])('a certificate that is not valid %d days later', async (days, words) => {
    const brief = await selfSigned({ name: 'localhost', days: 1, algorithm: 'p256' });
    const real = Date.now;
    try {
      Date.now = () => real() + days * 86_400_000;
      await start({ ...brief, allowExpired: true });
      await expect(start(brief)).rejects.toMatchObject({
        code: 'PEER_TLS_EXPIRED',
        message: expect.stringContaining(words),
      });
    } finally {
      Date.now = real;
    }
  });

  test('a file for secrets that cannot be written is reported at the start, not at the first client', async () => {
    await expect(start({ keylog: join(folder, 'no/such/folder') })).rejects.toMatchObject({
      code: 'PEER_TLS_FILE',
    });
    await expect(start({ certificate: folder })).rejects.toMatchObject({ code: 'PEER_TLS_FILE' });
  });

  test('only the owner may read the file for secrets', async () => {
    const keylog = join(folder, 'keys.log');
    const { peer } = await start({ keylog });
    await stillServes(peer);
    expect(readFileSync(keylog, 'ascii')).toMatch(/^SERVER_HANDSHAKE_TRAFFIC_SECRET [0-9a-f]{64} /m);
    expect(statSync(keylog).mode & 0o777).toBe(0o600);
  });
});
