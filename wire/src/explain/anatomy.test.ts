/** Connections dissected: the phases of unusual ones, the fields of a segment, and what was sent twice. */
import { describe, expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import { conversation } from '../testing/conversation.test.helper.ts';
import { MADE } from '../testing/made.test.helper.ts';
import type { TestSegment } from '../testing/conversation.test.helper.ts';
import { anatomy, segmentFields } from './anatomy.ts';
import type { Anatomy } from './anatomy.ts';

const OPTIONS = '020405b4 0402 080a 0000000700000000 01 030307';
const OPENING: readonly TestSegment[] = [
  { from: 'client', flags: 'S', seq: 4_294_967_295, options: OPTIONS },
  { from: 'server', flags: 'SA', seq: 4999, ack: 0, options: '020405b4 01030307' },
  { from: 'client', flags: 'A', seq: 0, ack: 5000 },
];

function dissect(segments: readonly TestSegment[]): Anatomy {
  return anatomy(openCapture(conversation(segments)), 0);
}

describe('the phases', () => {
  test('of a connection whose server closes first', () => {
    const { phases, life } = dissect([
      ...OPENING,
      { from: 'client', flags: 'PA', seq: 0, ack: 5000, data: 'Hey' },
      { from: 'server', flags: 'A', seq: 5000, ack: 3 },
      { from: 'server', flags: 'FA', seq: 5000, ack: 3 },
      { from: 'client', flags: 'A', seq: 3, ack: 5001 },
      { from: 'client', flags: 'FA', seq: 3, ack: 5001 },
      { from: 'server', flags: 'A', seq: 5001, ack: 4 },
    ]);
    expect(phases).toEqual({ opening: [1, 2, 3], data: [4, 5], closing: [6, 7, 8, 9] });
    expect(life.closing.first).toBe('server');
  });

  test('of a refused connection, and of one that is reset', () => {
    const refused: readonly TestSegment[] = [
      { from: 'client', flags: 'S', seq: 99 },
      { from: 'server', flags: 'RA', seq: 0, ack: 100 },
    ];
    expect(dissect(refused).phases).toEqual({ opening: [1, 2], data: [], closing: [] });
    const reset: TestSegment = { from: 'server', flags: 'R', seq: 5000 };
    expect(dissect([...OPENING, reset]).phases).toEqual({ opening: [1, 2, 3], data: [], closing: [4] });
  });

  test.each(MADE.map((made) => [made.name, made.segments] as const))(
    'hold every packet once: %s',
    (_, segments) => {
      const capture = openCapture(conversation(segments));
      const { phases } = anatomy(capture, 0);
      const packets = [...phases.opening, ...phases.data, ...phases.closing].toSorted((a, b) => a - b);
      expect(packets).toEqual(Array.from(packets, (_one, i) => i + 1));
      expect(JSON.stringify(packets.map((packet) => segmentFields(capture, packet)))).not.toMatch(/null|NaN/);
    },
  );
});

test('the fields of a segment: relative numbers beside those on the wire, the window in bytes, options', () => {
  const capture = openCapture(
    conversation([...OPENING, { from: 'client', flags: 'PA', seq: 0, ack: 5000, data: 'Hey', window: 502 }]),
  );
  expect(segmentFields(capture, 1)).toEqual({
    packet: 1,
    time: 0,
    ethernet: { source: '02:00:00:00:00:0a', destination: '02:00:00:00:00:0b' },
    ip: { source: '10.0.0.1', destination: '10.0.0.2' },
    ports: { source: 40_000, destination: 5000 },
    sequence: { relative: 0, raw: 4_294_967_295 },
    flags: ['SYN'],
    window: { header: 64_240, bytes: 64_240 },
    length: 0,
    options: {
      maximumSegment: 1460,
      sackPermitted: true,
      timestamps: { value: 7, echo: 0 },
      windowShift: 7,
    },
    marks: [],
  });
  expect(segmentFields(capture, 4)).toMatchObject({
    sequence: { relative: 1, raw: 0 },
    acknowledgment: { relative: 1, raw: 5000 },
    window: { header: 502, bytes: 64_256 },
    length: 3,
  });
});

describe('what was sent twice', () => {
  const told = (segments: readonly TestSegment[]): string =>
    dissect(segments)
      .repetitions.map(({ text }) => text)
      .join('\n');

  test('nothing, with the number of segments', () => {
    const data: TestSegment = { from: 'client', flags: 'PA', seq: 0, ack: 5000, data: 'Hey' };
    expect(told([...OPENING, data])).toContain('no segment was sent twice in this connection of 4 segments');
    expect(told(OPENING)).toContain('in this connection of 3 segments no data was sent');
  });

  test('a SYN, data and a FIN, each with its reason', () => {
    const syn = OPENING[0]!;
    expect(told([syn, { ...syn, at: 1 }, ...OPENING.slice(1)])).toMatch(
      /^Packet 2 is the SYN again, 999 ms after packet 1/,
    );
    const data: TestSegment = { from: 'client', flags: 'PA', seq: 0, ack: 5000, data: 'Hey' };
    expect(told([...OPENING, data, { ...data, at: 1 }])).toMatch(/Packet 5, retransmission: .*packet 4/);
    const fin: TestSegment = { from: 'client', flags: 'FA', seq: 0, ack: 5000 };
    expect(told([...OPENING, fin, { ...fin, at: 1 }])).toMatch(/Packet 5, retransmission: .*packet 4/);
  });
});
