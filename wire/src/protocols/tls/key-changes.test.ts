/** TLS 1.3 beyond what Node's TLS does: key updates, early data, missing records, and untrusted files. */
import { expect, test } from 'vitest';
import { openCapture } from '../../open.ts';
import { streamMessages } from '../../streams/stream-messages.ts';
import { tcpStreams } from '../../streams/tcp-streams.ts';
import { ciphers } from '../../decrypt/ciphers.ts';
import { text } from '../../basics/bytes.ts';
import { REGISTRY_PARTS } from '../all.ts';
import { field } from '../../core/field.ts';
import { Registry } from '../../core/registry.ts';
import type { StreamProtocol } from '../../core/stream-protocol.ts';
import { tlsSession } from './session.ts';
import { exchange } from './testing/exchange.test.helper.ts';
import { sealedConversation } from './testing/sealed.test.helper.ts';
import { tls } from './tls.ts';
import { cpuTime } from '../../testing/cpu-time.test.helper.ts';

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
const registry = new Registry({ ...REGISTRY_PARTS, streamProtocols: [tls, lines] });

test('early data, padding, key updates, and an inner protocol whose messages span records', () => {
  const { chunks, keyLog } = sealedConversation();
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

test('records after a missing one are still decrypted', () => {
  const { chunks, keyLog } = sealedConversation();
  const file = exchange(chunks, { keyLog });
  const lost = 11;
  expect(chunks[lost]).toMatchObject({ from: 'server', data: { length: 5 + 'lost\n'.length + 1 + 16 } });
  const whole = openCapture(file, { ciphers });
  const missing = whole.table.offset[3 + lost]!;
  // The packet gets other addresses, so it is missing from this connection.
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

test('mutants are read without an error and in bounded time', { timeout: 120_000 }, () => {
  const { chunks, keyLog } = sealedConversation();
  const file = exchange(chunks, { keyLog, noClosing: true });
  const next = random(7);
  let slowest = 0;
  for (let i = 0; i < 500; i++) {
    const copy = file.slice();
    for (let n = next(8); n >= 0; n--) copy[next(copy.length)] = next(256);
    const begin = cpuTime();
    const capture = openCapture(copy, { ciphers });
    for (let row = 0; row < capture.count; row++) capture.dissect(row);
    for (const { id } of tcpStreams(capture)) tlsSession(capture, id);
    slowest = Math.max(slowest, cpuTime() - begin);
  }
  expect(slowest).toBeLessThan(2000);
});
