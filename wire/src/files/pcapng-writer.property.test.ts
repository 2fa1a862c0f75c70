/** Whatever is written is read back the same, whole or in pieces, and at any length. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyCapture, openCapture } from '../open.ts';
import type { Capture } from '../core/capture.ts';
import { concat } from '../basics/bytes.ts';
import { enhancedPacket, interfaceDescription, sectionHeader } from './pcapng-writer.ts';
import { withComments } from './with-comments.ts';

const comment = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });
const packet = fc.record({
  seconds: fc.integer({ min: 0, max: 2 ** 33 }),
  nanos: fc.integer({ min: 0, max: 999_999_999 }),
  data: fc.uint8Array({ maxLength: 80 }),
  cut: fc.nat(2000),
  comments: fc.array(comment, { maxLength: 3 }),
});
const packets = fc.array(packet, { maxLength: 12 });
type Written = typeof packet extends fc.Arbitrary<infer P> ? P : never;

function fileOf(list: readonly Written[]): Uint8Array {
  const blocks = list.map(({ cut, ...rest }) =>
    enhancedPacket({ ...rest, originalLength: rest.data.length + cut }),
  );
  return concat([sectionHeader(), interfaceDescription({ linkType: 147 }), ...blocks]);
}

function readOf(capture: Capture): Written[] {
  const { table } = capture;
  return Array.from({ length: capture.count }, (_, row) => ({
    seconds: table.seconds[row]!,
    nanos: table.nanos[row]!,
    data: capture.frame(row).slice(),
    cut: table.length[row]! - table.captured[row]!,
    comments: [...capture.packetComments(row)],
  }));
}

test('reading undoes writing', () => {
  fc.assert(
    fc.property(packets, (list) => {
      const capture = openCapture(fileOf(list));
      expect(capture.problem).toBeUndefined();
      expect(readOf(capture)).toEqual(list);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('a growing file gives the same result, wherever it was read in between', () => {
  fc.assert(
    fc.property(packets, fc.array(fc.nat(3000), { maxLength: 6 }), (list, ends) => {
      const bytes = fileOf(list);
      const capture = emptyCapture();
      for (const end of ends.toSorted((a, b) => a - b)) capture.read(bytes.subarray(0, end), false);
      capture.read(bytes, true);
      expect(capture.problem).toBeUndefined();
      expect(readOf(capture)).toEqual(list);
    }),
    { seed: 2, numRuns: 200 },
  );
});

test('comments are added after existing ones, and nothing else changes', () => {
  fc.assert(
    fc.property(packets, fc.nat(11), fc.array(comment, { minLength: 1, maxLength: 3 }), (list, at, added) => {
      const capture = openCapture(withComments(fileOf(list), new Map([[at + 1, added]])));
      const expected = list.map((one, i) =>
        i === at ? { ...one, comments: [...one.comments, ...added] } : one,
      );
      expect(readOf(capture)).toEqual(expected);
    }),
    { seed: 3, numRuns: 200 },
  );
});
