/** Connections of Node's own TLS, recorded and decrypted with their secrets. */
import { expect, test } from 'vitest';
import { openCapture } from '../../open.ts';
import { labRegistry } from '../../lab/registry.ts';
import { streamMessages } from '../../streams/stream-messages.ts';
import { ciphers } from '../../decrypt/ciphers.ts';
import { decryptCapture } from '../../decrypt/load.ts';
import { concat, text } from '../../basics/bytes.ts';
import { hasTshark, tshark } from '../../testing/tshark.test.helper.ts';
import { tlsSession } from './session.ts';
import type { TlsSession } from './session.ts';
import { REQUEST, RESPONSE, recordTls } from './testing/connection.test.helper.ts';
import type { ConnectionOptions, Recorded } from './testing/connection.test.helper.ts';
import { exchange } from './testing/exchange.test.helper.ts';
import { sealedConversation } from './testing/sealed.test.helper.ts';
import { fieldValues } from './testing/fields.test.helper.ts';

const tls12 = (suite: string): ConnectionOptions => ({
  server: { maxVersion: 'TLSv1.2' },
  client: { maxVersion: 'TLSv1.2', ciphers: suite },
});
const tls13 = (suite: string): ConnectionOptions => ({
  client: { minVersion: 'TLSv1.3', ciphers: suite, ALPNProtocols: ['http/1.1'] },
  server: { ALPNProtocols: ['http/1.1'] },
});

const CASES: Record<string, ConnectionOptions> = {
  'TLS 1.2, AES-128-GCM': tls12('ECDHE-ECDSA-AES128-GCM-SHA256'),
  'TLS 1.2, AES-256-GCM': tls12('ECDHE-ECDSA-AES256-GCM-SHA384'),
  'TLS 1.2, ChaCha20-Poly1305': tls12('ECDHE-ECDSA-CHACHA20-POLY1305'),
  'TLS 1.3, AES-128-GCM': tls13('TLS_AES_128_GCM_SHA256'),
  'TLS 1.3, AES-256-GCM': tls13('TLS_AES_256_GCM_SHA384'),
  'TLS 1.3, ChaCha20-Poly1305': tls13('TLS_CHACHA20_POLY1305_SHA256'),
};

/** Decrypted application data of one direction. */
function plaintext(capture: ReturnType<typeof openCapture>, fromClient: boolean): string {
  const parts: Uint8Array[] = [];
  for (const message of streamMessages(capture, 0).all) {
    const record = message.data as { type?: number; content?: Uint8Array };
    if (message.depth === 0 && message.fromClient === fromClient && record.type === 23 && record.content) {
      parts.push(record.content);
    }
  }
  return text(concat(parts));
}

test.each([
  [5003, 'CMD_short:0', 'This is PMU data 1', 'pmu'],
  [5003, 'CMD_sometimes', 'Unknown', 'pmu'],
  [5003, REQUEST, RESPONSE, 'http'],
  [443, REQUEST, RESPONSE, 'http'],
  [8000, REQUEST, RESPONSE, 'http'],
])('on port %i, inside TLS: %s', async (serverPort, request, response, inside) => {
  const [one] = await recordTls({ request, response });
  const file = exchange(one!.chunks, { keyLog: one!.keyLog, serverPort });
  const sealed = streamMessages(openCapture(file), 0).all;
  expect(new Set(sealed.map(({ protocol }) => protocol.name))).toEqual(new Set(['tls']));
  const capture = openCapture(file, { ciphers, registry: labRegistry });
  const opened = streamMessages(capture, 0).all.filter(({ depth }) => depth === 1);
  expect(opened.map(({ protocol, bytes }) => [protocol.name, text(bytes)])).toEqual([
    [inside, request],
    [inside, response],
  ]);
  const protocols = capture.dissect(opened[0]!.row).layers.map(({ field }) => field.name);
  expect(protocols).toEqual(['eth', 'ip', 'tcp', 'tls', inside]);
});

for (const [name, options] of Object.entries(CASES)) {
  test(`${name}: what was said inside`, async () => {
    const [one] = await recordTls(options);
    const capture = openCapture(exchange(one!.chunks, { keyLog: one!.keyLog }), { ciphers });
    expect(plaintext(capture, true)).toBe(REQUEST);
    expect(plaintext(capture, false)).toBe(RESPONSE);
    const session = tlsSession(capture, 0)!;
    for (const side of [session.fromClient, session.fromServer]) {
      expect(side.decrypted).toBe(side.encrypted);
      expect(side.encrypted).toBeGreaterThan(1);
    }
    expect(session).toMatchObject({ serverName: 'pmu.lab', isClientClient: true, resumption: undefined });
    expect(session.serverCertificate?.chain[0]).toMatchObject({
      subjectText: 'id-at-commonName=localhost',
      isSelfSigned: true,
      publicKey: { algorithm: 'id-ecPublicKey', curve: 'secp256r1' },
    });
    expect(session.handshakes.filter(({ type }) => type === 20)).toHaveLength(2);
  });
}

test('secrets from the option; the ciphers are loaded only then', async () => {
  const [one] = await recordTls(CASES['TLS 1.3, AES-128-GCM']!);
  const closed = openCapture(exchange(one!.chunks));
  expect(await decryptCapture(closed)).toBe(false);
  expect(closed.ciphers).toBeUndefined();
  expect(plaintext(closed, true)).toBe('');
  const capture = openCapture(exchange(one!.chunks), { keyLog: one!.keyLog });
  expect(plaintext(capture, true)).toBe('');
  expect(tlsSession(capture, 0)?.fromClient.note).toMatch(/ciphers are not loaded/);
  expect(await decryptCapture(capture)).toBe(true);
  expect(plaintext(capture, true)).toBe(REQUEST);
});

test('a wrong secret decrypts nothing, and a note says so', async () => {
  const [one] = await recordTls(CASES['TLS 1.2, AES-128-GCM']!);
  const wrong = one!.keyLog.replace(/[0-9a-f]{8}$/m, '00000000');
  const capture = openCapture(exchange(one!.chunks, { keyLog: wrong }), { ciphers });
  expect(plaintext(capture, true)).toBe('');
  const rows = Array.from({ length: capture.count }, (_, row) => row);
  expect(rows.map((row) => capture.summary(row).info)).toContain('Application Data');
  const notes = rows.flatMap((row) => JSON.stringify(capture.dissect(row).layers.at(-1)));
  expect(notes.join()).toContain('the secrets in the key log do not fit this record');
});

test('segments of one byte', async () => {
  const [one] = await recordTls(CASES['TLS 1.3, AES-128-GCM']!);
  const bytewise = one!.chunks.flatMap(({ from, data }) =>
    Array.from(data, (byte) => ({ from, data: Uint8Array.of(byte) })),
  );
  const capture = openCapture(exchange(bytewise, { keyLog: one!.keyLog }), { ciphers });
  expect(plaintext(capture, true)).toBe(REQUEST);
  expect(plaintext(capture, false)).toBe(RESPONSE);
});

const facts = (one: Recorded): TlsSession =>
  tlsSession(openCapture(exchange(one.chunks, { keyLog: one.keyLog }), { ciphers }), 0)!;

test('resumed sessions, and requests for another hello', async () => {
  const twelve = await recordTls({ ...CASES['TLS 1.2, AES-128-GCM'], times: 2 });
  const thirteen = await recordTls({ ...CASES['TLS 1.3, AES-128-GCM'], times: 2 });
  expect(facts(twelve[1]!)).toMatchObject({ resumption: 'ticket', serverCertificate: undefined });
  expect(facts(thirteen[1]!)).toMatchObject({ resumption: 'pre-shared key', keyExchange: 'PSK with ECDHE' });
  const [again] = await recordTls({
    server: { ecdhCurve: 'P-384' },
    client: { minVersion: 'TLSv1.3', ecdhCurve: 'X25519:P-384' },
  });
  const retried = facts(again!);
  expect(retried).toMatchObject({ isRetried: true, group: { name: 'secp384r1' }, keyExchange: 'ECDHE' });
  expect(retried.clientHellos).toHaveLength(2);
  expect(retried.fromServer.decrypted).toBe(retried.fromServer.encrypted);
});

test('alerts give the reason for a failed connection', async () => {
  const [refused] = await recordTls({
    server: { minVersion: 'TLSv1.3' },
    client: { maxVersion: 'TLSv1.2' },
  });
  const capture = openCapture(exchange(refused!.chunks));
  expect(refused!.error).toBeDefined();
  expect(tlsSession(capture, 0)?.alerts).toMatchObject([{ level: 2, description: 70, fromClient: false }]);
  expect(capture.summary(4).info).toBe('Alert (Level: Fatal, Description: Protocol Version)');
  const [unknown] = await recordTls({ client: { rejectUnauthorized: true, minVersion: 'TLSv1.3' } });
  const strict = openCapture(exchange(unknown!.chunks, { keyLog: unknown!.keyLog }), { ciphers });
  expect(unknown!.error).toBeDefined();
  expect(tlsSession(strict, 0)?.suite?.name).toMatch(/^TLS_/);
});

const COMPARED =
  `tls.record.content_type tls.record.version tls.record.length tls.record.opaque_type tls.app_data
  tls.alert_message.level tls.alert_message.desc tls.handshake.type tls.handshake.length tls.handshake.version
  tls.handshake.random tls.handshake.session_id tls.handshake.ciphersuite tls.handshake.comp_method
  tls.handshake.extension.type tls.handshake.extension.len tls.handshake.extensions_server_name
  tls.handshake.extensions_alpn_str tls.handshake.extensions.supported_version
  tls.handshake.extensions_supported_group tls.handshake.extensions_key_share_group
  tls.handshake.extensions_key_share_selected_group tls.handshake.sig_hash_alg tls.handshake.certificate
  tls.handshake.certificate_length tls.handshake.server_named_curve tls.handshake.ja3 tls.handshake.ja3s
  x509af.version x509af.serialNumber x509af.algorithm.id x509af.utcTime x509af.extension.id x509af.critical
  x509af.subjectPublicKey x509sat.uTF8String x509if.oid x509ce.dNSName x509ce.IPAddress.ipv4 x509ce.IPAddress.ipv6 x509ce.KeyPurposeId
  x509ce.SubjectKeyIdentifier x509ce.KeyUsage.digitalSignature x509ce.KeyUsage.keyCertSign`.split(/\s+/);

test.skipIf(!hasTshark)('tshark sees the same fields in all of these', { timeout: 120_000 }, async () => {
  const more: Record<string, ConnectionOptions> = {
    ...CASES,
    resumed: { ...CASES['TLS 1.3, AES-128-GCM'], times: 2 },
    retried: { server: { ecdhCurve: 'P-384' }, client: { minVersion: 'TLSv1.3', ecdhCurve: 'X25519:P-384' } },
    asked: { server: { requestCert: true, rejectUnauthorized: false, maxVersion: 'TLSv1.2' } },
  };
  const differences: string[] = [];
  for (const [name, options] of Object.entries(more)) {
    const recorded = await recordTls(options);
    const keyLog = recorded.map((one) => one.keyLog).join('');
    differences.push(...compared(name, exchange(recorded.at(-1)!.chunks, { keyLog })));
  }
  const sealed = sealedConversation();
  differences.push(...compared('sealed by hand', exchange(sealed.chunks, { keyLog: sealed.keyLog })));
  expect(differences).toEqual([]);
});

function compared(name: string, bytes: Uint8Array): string[] {
  const fields = COMPARED.flatMap((field) => ['-e', field]);
  const lines = tshark(bytes, ['-2', '-T', 'fields', '-E', 'aggregator=;', ...fields]).split('\n');
  const capture = openCapture(bytes, { ciphers });
  const differences: string[] = [];
  for (let row = 0; row < capture.count; row++) {
    const ours = fieldValues(capture, row);
    const theirs = lines[row]!.split('\t');
    for (const [i, field] of COMPARED.entries()) {
      const own = (ours.get(field) ?? []).join(';');
      if (own !== (theirs[i] ?? '')) {
        differences.push(`${name}:${row + 1} ${field} "${own}", tshark "${theirs[i]}"`);
      }
    }
  }
  return differences;
}
