/** Segments in an adversarial order, or very small ones, cost no more than others. */
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import { conversation } from '../testing/conversation.test.helper.ts';
import type { TestSegment } from '../testing/conversation.test.helper.ts';
import { follow } from './follow.ts';
import { streamMessages } from '../streams/stream-messages.ts';
import { tcpStreams } from '../streams/tcp-streams.ts';
import { cpuTime } from '../testing/cpu-time.test.helper.ts';

const MANY = 25_000;
/** Milliseconds; quadratic time would take minutes. */
const MAX = 5000;

/** Reads the client's segments in every way; returns how long that takes. */
function took(count: number, segment: (i: number) => TestSegment, port = 5000): number {
  const opening: TestSegment[] = [
    { from: 'client', flags: 'S', seq: 0 },
    { from: 'server', flags: 'SA', seq: 0, ack: 1 },
  ];
  const rest = Array.from({ length: count }, (_, i) => segment(i));
  const capture = openCapture(conversation([...opening, ...rest], port));
  const begin = cpuTime();
  const [stream] = tcpStreams(capture);
  for (const direction of [stream!.toServer, stream!.toClient]) direction.bytes();
  expect(follow(capture, 0).parts.length).toBeGreaterThan(0);
  expect(streamMessages(capture, 0).stream.id).toBe(0);
  return cpuTime() - begin;
}

const data = (seq: number, text: string): TestSegment => ({
  from: 'client',
  flags: 'A',
  seq,
  ack: 1,
  data: text,
});

test.each<[string, (i: number) => TestSegment]>([
  ['the last first, with gaps', (i) => data(1 + (MANY - i) * 2, 'x')],
  ['the last first, without', (i) => data(1 + (MANY - i), 'x')],
  ['from both ends', (i) => data(1 + (i % 2 ? i : MANY - i) * 3, 'xy')],
  ['random numbers', (i) => data(Math.imul(i, 0x9e3779b1) >>> 1, 'x')],
  ['the same again and again', () => data(1, 'hello')],
])('%s', { timeout: 120_000 }, (_, segment) => {
  expect(took(MANY, segment)).toBeLessThan(MAX);
});

test('an endless head, byte by byte', { timeout: 120_000 }, () => {
  const line = 'GET / HTTP/1.1\r\n';
  expect(took(MANY, (i) => data(1 + i, line[i] ?? 'x'), 80)).toBeLessThan(MAX);
});

test('a body that ends with its connection', { timeout: 120_000 }, () => {
  const head = 'HTTP/1.0 200 OK\r\n\r\n';
  const body = 'x'.repeat(1000);
  const answer = (i: number): TestSegment => ({
    ...data(i === 0 ? 1 : 1 + head.length + (i - 1) * body.length, i === 0 ? head : body),
    from: 'server',
  });
  expect(took(MANY, answer, 80)).toBeLessThan(MAX);
});
