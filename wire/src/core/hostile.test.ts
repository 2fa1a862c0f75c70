/** Untrusted captures: cut, flipped and spliced files are read up to the damage, and every packet can be dissected. */
import { expect, test } from 'vitest';
import { concat } from '../basics/bytes.ts';
import { captureBytes, captureNames, hasCaptures } from '../testing/captures.test.helper.ts';
import { tcpStreams } from '../streams/tcp-streams.ts';
import { conversation } from '../testing/conversation.test.helper.ts';
import { openCapture } from '../open.ts';

/** Numbers that are the same in every run (a linear congruential generator). */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

function lookAtEverything(bytes: Uint8Array): void {
  const capture = openCapture(bytes);
  for (let row = 0; row < Math.min(capture.count, 200); row++) {
    capture.packet(row);
    capture.dissect(row);
  }
  for (const stream of tcpStreams(capture).slice(0, 50)) {
    expect(stream.toServer.bytes().length).toBeLessThanOrEqual(bytes.length + 16 * 1024 * 1024);
    void stream.toClient.gaps;
  }
}

function mutated(bytes: Uint8Array, next: (below: number) => number): Uint8Array {
  const copy = bytes.slice();
  for (let i = next(6); i >= 0; i--) copy[next(copy.length)] = next(256);
  const at = next(copy.length);
  const kind = next(4);
  if (kind === 0) return copy.subarray(0, at);
  if (kind === 1) return concat([copy.subarray(0, at), copy.subarray(Math.min(copy.length, at + next(40)))]);
  if (kind === 2) return concat([copy.subarray(0, at), copy.subarray(next(copy.length))]);
  return copy;
}

test('mutants of a small conversation', () => {
  const file = conversation([
    { from: 'client', flags: 'S', seq: 0, options: '020405b40402080a0000000100000000 01030307' },
    { from: 'server', flags: 'SA', seq: 0, ack: 1, options: '020405b401030307' },
    { from: 'client', flags: 'A', seq: 1, ack: 1, options: '0101050a0000000100000002' },
    { from: 'client', flags: 'PA', seq: 1, ack: 1, data: 'hello' },
    { from: 'server', flags: 'FA', seq: 1, ack: 6 },
  ]);
  const next = random(1);
  for (let i = 0; i < 3000; i++) lookAtEverything(mutated(file, next));
});

test.skipIf(!hasCaptures)('mutants of third-party captures', { timeout: 60_000 }, () => {
  const next = random(2);
  const files = captureNames()
    .map(captureBytes)
    .filter((bytes) => bytes.length > 0 && bytes.length < 6000);
  for (let i = 0; i < 4000; i++) lookAtEverything(mutated(files[next(files.length)]!, next));
});
