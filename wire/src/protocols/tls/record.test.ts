/** Handmade records: hellos, certificates, alerts; split at every boundary, and bytes that are not TLS. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { openCapture } from '../../open.ts';
import { concat, utf8 } from '../../basics/bytes.ts';
import { hexBytes } from '../../testing/hex-bytes.test.helper.ts';
import { AUTHORITY, SERVER } from '../x509/certificates.test.helper.ts';
import { HandshakeBuffer } from './handshake-buffer.ts';
import { md5Hex } from './md5.ts';
import { looksLikeRecord } from './record.ts';
import { tlsSession } from './session.ts';
import { exchange } from './testing/exchange.test.helper.ts';
import type { Chunk } from './testing/exchange.test.helper.ts';
import { fieldValues } from './testing/fields.test.helper.ts';

const CLIENT_HELLO = hexBytes(`
  16 0301 00a9  01 0000a5  0303
  000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
  00  0008 0a0a 1301 c02f 009c  01 00  0074
  0000 000c 000a 00 0007 706d752e6c6162
  000a 0008 0006 2a2a 001d 0017
  000b 0002 01 00
  000d 0006 0004 0403 0804
  0010 000b 0009 08 687474702f312e31
  002b 0005 04 0304 0303
  002d 0002 01 01
  0033 0026 0024 001d 0020 f0f1f2f3f4f5f6f7f8f9fafbfcfdfefff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff`);

const SERVER_HELLO = hexBytes(`
  02 00002d 0303
  202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f
  00 c02f 00  0005 ff01 0001 00`);
const KEY_EXCHANGE = hexBytes('0c 00000e 03 0017 04 04a1b2c3 0401 0002 5566');
const DONE = hexBytes('0e 000000');

function number24(value: number): Uint8Array {
  return Uint8Array.of(value >>> 16, (value >>> 8) & 0xff, value & 0xff);
}

function certificateMessage(certificates: readonly Uint8Array[]): Uint8Array {
  const list = concat(certificates.flatMap((one) => [number24(one.length), one]));
  return concat([Uint8Array.of(11), number24(list.length + 3), number24(list.length), list]);
}

function record(type: number, content: Uint8Array): Uint8Array {
  return concat([Uint8Array.of(type, 3, 3, content.length >>> 8, content.length & 0xff), content]);
}

const client = (data: Uint8Array): Chunk => ({ from: 'client', data });
const server = (data: Uint8Array): Chunk => ({ from: 'server', data });
const FLIGHT = concat([SERVER_HELLO, certificateMessage([SERVER, AUTHORITY]), KEY_EXCHANGE, DONE]);

/** One hello in one segment, or cut in two. */
function check(cut: number, serverPort: number): void {
  const chunks =
    cut === 0
      ? [client(CLIENT_HELLO)]
      : [client(CLIENT_HELLO.subarray(0, cut)), client(CLIENT_HELLO.subarray(cut))];
  const capture = openCapture(exchange(chunks, { serverPort }));
  const row = 3 + chunks.length - 1;
  expect(capture.summary(row)).toEqual({ protocol: 'TLSv1', info: 'Client Hello (SNI=pmu.lab)' });
  const fields = fieldValues(capture, row);
  const value = (name: string): string[] | undefined => fields.get(`tls.handshake.${name}`);
  expect(value('ciphersuite')).toEqual(['0x0a0a', '0x1301', '0xc02f', '0x009c']);
  expect(value('extension.type')).toEqual(['0', '10', '11', '13', '16', '43', '45', '51']);
  expect(value('extensions_alpn_str')).toEqual(['http/1.1']);
  expect(value('extensions.supported_version')).toEqual(['0x0304', '0x0303']);
  expect(value('extensions_key_share_group')).toEqual(['29']);
  expect(value('ja3_full')).toEqual(['771,4865-49199-156,0-10-11-13-16-43-45-51,29-23,0']);
}

test('a ClientHello, however the segments fall', () => {
  check(0, 443);
  check(0, 5000);
  for (let cut = 1; cut < CLIENT_HELLO.length; cut++) check(cut, 443);
  // On other ports, three bytes are needed to recognize it.
  for (let cut = 3; cut < CLIENT_HELLO.length; cut++) check(cut, 5000);
});

/** Handshake types of what follows a ClientHello. */
function typesOf(chunks: readonly Chunk[]): string[] {
  const capture = openCapture(exchange([client(CLIENT_HELLO), ...chunks]));
  return Array.from({ length: capture.count }, (_, row) => row)
    .slice(4)
    .flatMap((row) => fieldValues(capture, row).get('tls.handshake.type') ?? []);
}

test("a server's flight in one record, in one record per message, and over records at every boundary", () => {
  const whole = ['2', '11', '12', '14'];
  expect(typesOf([server(record(22, FLIGHT))])).toEqual(whole);
  for (let cut = 1; cut < FLIGHT.length; cut += cut < 120 || cut > FLIGHT.length - 60 ? 1 : 37) {
    const parts = [record(22, FLIGHT.subarray(0, cut)), record(22, FLIGHT.subarray(cut))];
    expect(typesOf([server(concat(parts))])).toEqual(whole);
  }
  const single = Array.from(FLIGHT.subarray(0, 60), (byte) => record(22, Uint8Array.of(byte)));
  expect(typesOf([server(concat([...single, record(22, FLIGHT.subarray(60))]))])).toEqual(whole);
});

test('certificates, curve and summary line', () => {
  const capture = openCapture(
    exchange([client(CLIENT_HELLO), server(record(22, FLIGHT)), client(hexBytes('15 0303 0002 022a'))]),
  );
  const rows = Array.from({ length: capture.count }, (_, row) => capture.summary(row));
  const lines = rows.filter(({ protocol }) => protocol === 'TLSv1.2').map(({ info }) => info);
  expect(lines).toEqual([
    'Client Hello (SNI=pmu.lab)',
    'Server Hello, Certificate, Server Key Exchange, Server Hello Done',
    'Alert (Level: Fatal, Description: Bad Certificate)',
  ]);
  const fields = fieldValues(capture, 4);
  expect(fields.get('x509af.serialNumber')).toEqual(['00fedcba98', '0102030405']);
  expect(fields.get('x509af.notAfter')).toEqual(['1', '1']);
  expect(fields.get('x509ce.dNSName')).toEqual(['pmu.lab', '*.pmu.lab']);
  expect(fields.get('x509ce.cA')).toEqual(['1']);
  expect(fields.get('x509ce.pathLenConstraint')).toEqual(['1']);
  expect(fields.get('x509ce.KeyUsage.keyCertSign')).toEqual(['0', '1']);
  expect(fields.get('pkcs1.publicExponent')).toEqual(['65537']);
  expect(fields.get('x509sat.CountryName')).toEqual(['CH', 'CH', 'CH', 'CH']);
  expect(fields.get('tls.handshake.server_named_curve')).toEqual(['0x0017']);
  expect(tlsSession(capture, 0)).toMatchObject({
    label: 'TLSv1.2',
    suite: { name: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' },
    keyExchange: 'ECDHE_RSA',
    group: { name: 'secp256r1' },
    keyExchangeSeen: { packet: 5, fromClient: false, record: 1 },
    offeredAlpn: ['http/1.1'],
    alerts: [{ packet: 6, level: 2, description: 42 }],
    fromServer: { encryptedFrom: undefined },
    serverCertificate: { packet: 5, chain: [{ isSelfSigned: false }, { isSelfSigned: true }] },
  });
});

test('bytes that are not TLS are ignored', () => {
  for (const data of [
    'SSH-2.0-OpenSSH_9.2\r\n',
    'GET / HTTP/1.1\r\n\r\n',
    '\x16\x03hello',
    'A\n',
    '\x80\x01',
  ]) {
    for (const serverPort of [443, 5000]) {
      const capture = openCapture(exchange([client(utf8(data))], { serverPort }));
      expect(capture.summary(3).protocol).toBe(data.startsWith('GET') ? 'HTTP' : 'TCP');
      expect(tlsSession(capture, 0)).toBeUndefined();
    }
  }
  expect(looksLikeRecord(hexBytes('16 0301 ffff 01'))).toBe(false);
  expect(looksLikeRecord(hexBytes('17 0305 0010 01'))).toBe(false);
  expect(looksLikeRecord(hexBytes('14 0303 0001 02'))).toBe(false);
});

test('a handshake message that claims too many bytes is not awaited', () => {
  const buffer = new HandshakeBuffer();
  expect(buffer.take(hexBytes('0b ffffff 00'))).toMatchObject([{ type: undefined, length: 5 }]);
  expect(buffer.take(hexBytes('0e 000000'))).toMatchObject([{ type: 14, length: 4 }]);
});

test('MD5', () => {
  for (let length = 0; length < 200; length++) {
    const bytes = new Uint8Array(length).fill(length);
    expect(md5Hex(bytes)).toBe(createHash('md5').update(bytes).digest('hex'));
  }
});
