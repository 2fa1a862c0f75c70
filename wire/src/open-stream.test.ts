/** Captures that arrive in pieces, plain and packed, whole and damaged. */
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { concat } from './basics/bytes.ts';
import { gunzipStream } from './files/gzip.ts';
import type { Problem } from './files/records.ts';
import { conversation } from './testing/conversation.test.helper.ts';
import { emptyCapture, openCapture } from './open.ts';
import { openCaptureFile, openCaptureStream } from './open-stream.ts';

const FILE = conversation([
  { from: 'client', flags: 'S', seq: 0 },
  { from: 'server', flags: 'SA', seq: 0, ack: 1 },
  { from: 'client', flags: 'A', seq: 1, ack: 1 },
  { from: 'client', flags: 'PA', seq: 1, ack: 1, data: 'hello' },
]);

/** Unpacks a whole gzip file. */
async function gunzip(packed: Uint8Array): Promise<{ bytes: Uint8Array; problem: Problem | undefined }> {
  const parts: Uint8Array[] = [];
  let problem: Problem | undefined;
  const source = pieces(packed, packed.length);
  for await (const part of gunzipStream(source, (found) => (problem = found))) parts.push(part);
  return { bytes: concat(parts), problem };
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test.each([1, 2, 7, 100, 10_000])('pieces of %i bytes, plain and packed', async (size) => {
  for (const bytes of [FILE, new Uint8Array(gzipSync(FILE))]) {
    const capture = await openCaptureStream(pieces(bytes, size));
    expect(capture.problem).toBeUndefined();
    expect(capture.count).toBe(4);
    expect(capture.packet(3).tcp).toMatchObject({ relativeSeq: 1, payloadLength: 5 });
  }
});

test('a packed file in memory', async () => {
  expect((await openCaptureFile(new Uint8Array(gzipSync(FILE)))).count).toBe(4);
  expect((await openCaptureFile(FILE)).count).toBe(4);
});

test('two gzip members in a row are one file', async () => {
  const [one, two] = [gzipSync(FILE.subarray(0, 200)), gzipSync(FILE.subarray(200))];
  const { bytes, problem } = await gunzip(new Uint8Array(Buffer.concat([one, two])));
  expect([bytes.length, problem]).toEqual([FILE.length, undefined]);
});

test('a packed file cut short anywhere gives the packets before the cut, and the place', async () => {
  const packed = new Uint8Array(gzipSync(FILE));
  for (let length = 2; length < packed.length; length++) {
    const capture = await openCaptureFile(packed.subarray(0, length));
    expect(capture.problem, String(length)).toMatchObject({
      message: expect.stringContaining('gzip') as string,
    });
    expect(capture.problem!.offset).toBeLessThanOrEqual(length);
    expect(capture.count).toBeLessThanOrEqual(4);
  }
});

test('a flipped byte in a packed file', async () => {
  const packed = new Uint8Array(gzipSync(FILE));
  packed[30]! ^= 0xff;
  expect((await openCaptureFile(packed)).problem?.message).toContain('gzip');
});

test('a decompression bomb is refused', { timeout: 60_000 }, async () => {
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(100 * 1024 * 1024)));
  const { bytes, problem } = await gunzip(bomb);
  expect(problem?.message).toContain('more than 200 times its size');
  expect(bytes.length).toBeLessThanOrEqual(66 * 1024 * 1024);
});

test('a file that is neither pcap nor pcapng, and an empty one', async () => {
  expect((await openCaptureFile(new Uint8Array([1, 2, 3, 4, 5]))).problem?.message).toContain('neither');
  expect((await openCaptureFile(new Uint8Array(0))).problem?.message).toBe('The file is empty.');
});

test('progress reports packets as they arrive', async () => {
  const counts: number[] = [];
  await openCaptureStream(pieces(FILE, 150), { progress: (capture) => counts.push(capture.count) });
  expect(counts.at(-1)).toBe(4);
  expect(counts.length).toBeGreaterThan(1);
});

test('a growing file, read again with each byte', () => {
  const capture = emptyCapture();
  for (let length = 0; length <= FILE.length; length++) capture.read(FILE.subarray(0, length), false);
  capture.read(FILE, true);
  expect([capture.count, capture.problem]).toEqual([4, undefined]);
  expect(capture.packet(3).info).toBe(openCapture(FILE).packet(3).info);
});
