/** TLS 1.3 beyond what Node's TLS does: key updates, early data, missing records, and files from strangers. */
import { gcm } from '@noble/ciphers/aes.js';
import { expect, test } from 'vitest';
import { openCapture } from '../../capture/capture.ts';
import { streamMessages } from '../../conversations/messages.ts';
import { tcpStreams } from '../../conversations/tcp-streams.ts';
import { ciphers } from '../../decrypt/ciphers.ts';
import { concat, text, utf8 } from '../../files/bytes.ts';
import { hexBytes } from '../../testing/hex-bytes.test.help.ts';
import { PROTOCOLS } from '../all.ts';
import { field } from '../field.ts';
import { Registry } from '../registry.ts';
import type { StreamProtocol } from '../stream-protocol.ts';
import { hexText } from '../text.ts';
import { nextSecret, tls13Keys } from './key-schedule.ts';
import { tlsSession } from './session.ts';
import { suiteCipher } from './suites.ts';
import { exchange } from './testing/exchange.test.help.ts';
import type { Chunk } from './testing/exchange.test.help.ts';
import { tls } from './tls.ts';

const SUITE = suiteCipher(0x1301)!;
const RANDOM = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const HELLO = hexBytes(`
  16 0301 0048  01 000044  0303 ${RANDOM}
  00  0002 1301  01 00  0019
  002b 0003 02 0304  0033 000a 0008 001d 0004 01020304  002a 0000`);
const SERVER_HELLO = hexBytes(`
  16 0303 003c  02 000038  0303 202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f
  00 1301 00  0010  002b 0002 0304  0033 0006 001d 0002 0506`);
const FINISHED = concat([hexBytes('14 000020'), new Uint8Array(32).fill(7)]);
const END_OF_EARLY_DATA = hexBytes('05 000000');
const KEY_UPDATE = hexBytes('18 000001 00');

/** One direction's sender. */
class Sealer {
  #secret: Uint8Array;
  #sequence = 0;

  constructor(fill: number) {
    this.#secret = new Uint8Array(32).fill(fill);
  }

  get digits(): string {
    return hexText(this.#secret);
  }

  update(): void {
    this.#secret = nextSecret(ciphers, SUITE.hash, this.#secret);
    this.#sequence = 0;
  }

  /** A sealed record; its content may be followed by zeros (RFC 8446 section 5.4). */
  seal(type: number, content: Uint8Array, padding = 0): Uint8Array {
    const { key, iv } = tls13Keys(ciphers, SUITE, this.#secret);
    const nonce = iv.slice();
    nonce[11]! ^= this.#sequence++;
    const plain = concat([content, Uint8Array.of(type), new Uint8Array(padding)]);
    const header = hexBytes('17 0303 0000');
    new DataView(header.buffer).setUint16(3, plain.length + 16);
    return concat([header, gcm(key, nonce, header).encrypt(plain)]);
  }
}

function conversation(): { chunks: Chunk[]; keyLog: string } {
  const [early, clientHandshake, serverHandshake] = [new Sealer(1), new Sealer(2), new Sealer(3)];
  const [client, server] = [new Sealer(4), new Sealer(5)];
  const keyLog = [
    `CLIENT_EARLY_TRAFFIC_SECRET ${RANDOM} ${early.digits}`,
    `CLIENT_HANDSHAKE_TRAFFIC_SECRET ${RANDOM} ${clientHandshake.digits}`,
    `SERVER_HANDSHAKE_TRAFFIC_SECRET ${RANDOM} ${serverHandshake.digits}`,
    `CLIENT_TRAFFIC_SECRET_0 ${RANDOM} ${client.digits}`,
    `SERVER_TRAFFIC_SECRET_0 ${RANDOM} ${server.digits}`,
    '# a comment and a line of nonsense',
    '',
  ].join('\n');
  const chunks: Chunk[] = [];
  const from = (side: Chunk['from'], ...data: Uint8Array[]): void => {
    for (const one of data) chunks.push({ from: side, data: one });
  };
  from('client', HELLO, early.seal(23, utf8('early\n')));
  from(
    'server',
    SERVER_HELLO,
    serverHandshake.seal(22, hexBytes('08 000002 0000'), 9),
    serverHandshake.seal(22, FINISHED),
  );
  from('client', early.seal(22, END_OF_EARLY_DATA), clientHandshake.seal(22, FINISHED));
  from('client', client.seal(23, utf8('one\n')), client.seal(22, KEY_UPDATE));
  client.update();
  from('client', client.seal(23, utf8('two\nthr')), client.seal(23, utf8('ee\n')));
  from(
    'server',
    server.seal(23, utf8('lost\n')),
    server.seal(23, utf8('answer\n')),
    server.seal(22, KEY_UPDATE),
  );
  server.update();
  from('server', server.seal(23, utf8('last\n'), 100), server.seal(21, hexBytes('0100')));
  return { chunks, keyLog };
}

const LINE = field('line.text', 'str', 'Line');
const lines: StreamProtocol = {
  name: 'line',
  label: 'LINE',
  title: 'Line Protocol',
  fields: [LINE],
  looksLike: (begin) => /^[a-z]+\n?/.test(text(begin)),
  open: () => undefined,
  cut(_state, { bytes }) {
    const end = bytes.indexOf(10);
    return end < 0 ? 'more' : { length: end + 1 };
  },
  dissect(d, message, at) {
    const line = text(d.slice(at, message.bytes.length - 1));
    d.add(d.layer(this, at, message.bytes.length), LINE, at, message.bytes.length - 1, line);
    d.summary('LINE', line);
  },
};
const registry = new Registry(PROTOCOLS, [tls, lines]);

test('early data, padding, key updates, and a protocol inside whose messages span records', () => {
  const { chunks, keyLog } = conversation();
  const capture = openCapture(exchange(chunks, { keyLog }), { ciphers, registry });
  const inner = streamMessages(capture, 0).all.filter(({ depth }) => depth === 1);
  expect(inner.map(({ bytes, fromClient }) => [fromClient, text(bytes)])).toEqual([
    [true, 'early\n'],
    [true, 'one\n'],
    [true, 'two\n'],
    [true, 'three\n'],
    [false, 'lost\n'],
    [false, 'answer\n'],
    [false, 'last\n'],
  ]);
  const infos = Array.from({ length: capture.count }, (_, row) => capture.summary(row).info);
  expect(infos).toContain('Encrypted Extensions');
  expect(infos.filter((info) => info === 'Key Update')).toHaveLength(2);
  expect(infos).toContain('Alert (Level: Warning, Description: Close Notify)');
  expect(infos).toContain('three');
  expect(tlsSession(capture, 0)).toMatchObject({
    keyExchange: 'ECDHE',
    fromClient: { encrypted: 7, decrypted: 7, encryptedFrom: { packet: 5, record: 2 } },
    fromServer: { encrypted: 7, decrypted: 7, encryptedFrom: { packet: 7, record: 2 } },
  });
  const [row] = inner.map((message) => message.row);
  const sources = capture.dissect(row!).sources.map(({ name }) => name);
  expect(sources).toEqual(['Frame', 'Decrypted TLS (6 bytes)', 'Decrypted (6 bytes)']);
});

test('behind a record that the capture misses the next ones open all the same', () => {
  const { chunks, keyLog } = conversation();
  const file = exchange(chunks, { keyLog });
  const lost = 11;
  expect(chunks[lost]).toMatchObject({ from: 'server', data: { length: 5 + 'lost\n'.length + 1 + 16 } });
  const whole = openCapture(file, { ciphers });
  const missing = whole.table.offset[3 + lost]!;
  // The packet's addresses become others': for this connection it is not there.
  const holed = file.slice();
  holed.fill(0x7f, missing + 26, missing + 34);
  const capture = openCapture(holed, { ciphers, registry });
  const inner = streamMessages(capture, 0).all.filter(({ depth }) => depth === 1);
  expect(inner.map(({ bytes }) => text(bytes)).slice(-2)).toEqual(['answer\n', 'last\n']);
});

/** Numbers that are the same in every run (a linear congruential generator). */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

test('mutants are read without an error and without delay', { timeout: 120_000 }, () => {
  const { chunks, keyLog } = conversation();
  const file = exchange(chunks, { keyLog, noClosing: true });
  const next = random(7);
  let slowest = 0;
  for (let i = 0; i < 500; i++) {
    const copy = file.slice();
    for (let n = next(8); n >= 0; n--) copy[next(copy.length)] = next(256);
    const begin = performance.now();
    const capture = openCapture(copy, { ciphers });
    for (let row = 0; row < capture.count; row++) capture.dissect(row);
    for (const { id } of tcpStreams(capture)) tlsSession(capture, id);
    slowest = Math.max(slowest, performance.now() - begin);
  }
  expect(slowest).toBeLessThan(2000);
});
