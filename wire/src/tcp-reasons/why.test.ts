/**
 * The reasons for marks: exact sentences on a handmade conversation, and the replay compared with the pass on every
 * capture.
 */
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import { TRAITS } from '../table/table.ts';
import { captureBytes, captureNames, hasCaptures } from '../testing/captures.test.helper.ts';
import { conversation } from '../testing/conversation.test.helper.ts';
import type { TestSegment } from '../testing/conversation.test.helper.ts';
import { MARK } from '../tcp-analysis/marks.ts';
import { Replay } from './replay.ts';
import { why } from './why.ts';

const OPENING: readonly TestSegment[] = [
  { from: 'client', flags: 'S', seq: 999, at: 0 },
  { from: 'server', flags: 'SA', seq: 4_999, ack: 1000, at: 0.02 },
  { from: 'client', flags: 'A', seq: 1000, ack: 5000, at: 0.021 },
];
const HUNDRED = 'x'.repeat(100);

/** The texts of one packet of a conversation, after the opening. */
function reasons(segments: readonly TestSegment[], packet: number, rules: '4.0' | '4.4' = '4.4'): string[] {
  const capture = openCapture(conversation([...OPENING, ...segments]), { rules });
  return why(capture, packet - 1).map(({ mark, text }) => `${mark}: ${text}`);
}

test('a retransmission after a timeout', () => {
  const segments: TestSegment[] = [
    { from: 'client', flags: 'PA', seq: 1000, ack: 5000, data: HUNDRED, at: 0.03 },
    { from: 'client', flags: 'PA', seq: 1000, ack: 5000, data: HUNDRED, at: 0.233 },
  ];
  expect(reasons(segments, 5)).toEqual([
    'retransmission: Bytes 1–100 were sent before in packet 4, 203 ms earlier; nothing came from the other end since.',
  ]);
  expect(reasons(segments, 4)).toEqual([]);
});

test('the third copy, and an acknowledgment that does not cover it', () => {
  expect(
    reasons(
      [
        { from: 'client', flags: 'A', seq: 1000, ack: 5000, data: HUNDRED, at: 0.03 },
        { from: 'client', flags: 'PA', seq: 1100, ack: 5000, data: HUNDRED, at: 0.031 },
        { from: 'server', flags: 'A', seq: 5000, ack: 1100, at: 0.05 },
        { from: 'client', flags: 'PA', seq: 1100, ack: 5000, data: HUNDRED, at: 0.25 },
        { from: 'client', flags: 'PA', seq: 1100, ack: 5000, data: HUNDRED, at: 0.65 },
      ],
      8,
    ),
  ).toEqual([
    "retransmission: Bytes 101–200 were sent before in packet 7, 400 ms earlier (this is the 3rd time); nothing acknowledged them since (the last acknowledgment, packet 6, asks for 101). Counted from the segment that waits in packet 5, the sender's timer ran 619 ms.",
  ]);
});

test('loss, duplicate acknowledgments and the fast retransmission', () => {
  const segments: TestSegment[] = [
    { from: 'client', flags: 'A', seq: 1100, ack: 5000, data: HUNDRED, at: 0.03 },
    { from: 'server', flags: 'A', seq: 5000, ack: 1000, at: 0.05 },
    { from: 'server', flags: 'A', seq: 5000, ack: 1000, at: 0.051 },
    { from: 'client', flags: 'A', seq: 1000, ack: 5000, data: HUNDRED, at: 0.0522 },
  ];
  expect(reasons(segments, 4)).toEqual([
    'lost_segment: This packet begins at number 101, but after packet 1 number 1 was the next expected: bytes 1–100 (100 bytes) are not in the capture at this point. The packet was lost on the way, is late, or the capture missed it.',
  ]);
  expect(reasons(segments, 6)).toEqual([
    'duplicate_ack: It repeats packet 2 (the 2nd duplicate): same acknowledgment and window, no data. It still waits for byte 1, and other data arrived instead.',
  ]);
  expect(reasons(segments, 7)).toEqual([
    'fast_retransmission: Bytes 1–100 come 1.2 ms after packet 6, the acknowledgment that asked for byte 1 for the 3rd time. There were two duplicates or more, and it took less than 20 ms: the sender did not wait for its timer.',
  ]);
});

test('reordering, and a retransmission of what was acknowledged', () => {
  const segments: TestSegment[] = [
    { from: 'client', flags: 'A', seq: 1100, ack: 5000, data: HUNDRED, at: 0.03 },
    { from: 'client', flags: 'A', seq: 1000, ack: 5000, data: HUNDRED, at: 0.0304 },
    { from: 'server', flags: 'A', seq: 5000, ack: 1200, at: 0.05 },
    { from: 'client', flags: 'A', seq: 1000, ack: 5000, data: HUNDRED, at: 0.3 },
  ];
  expect(reasons(segments, 5)).toEqual([
    "out_of_order: Bytes 1–100 come 400 µs after packet 4, which had already reached number 201. Within the handshake's round trip of 21 ms, packets that overtook each other are more likely than a retransmission.",
  ]);
  expect(reasons(segments, 7)).toEqual([
    'spurious_retransmission: Bytes 1–100, sent in packet 5, were already acknowledged: packet 6, 250 ms earlier, has acknowledgment 201, so everything before 201 had arrived. Sending it again was not necessary.',
  ]);
});

test('windows: full, closed, probed as Linux does, opened', () => {
  const segments: TestSegment[] = [
    { from: 'server', flags: 'A', seq: 5000, ack: 1000, window: 100, at: 0.022 },
    { from: 'client', flags: 'A', seq: 1000, ack: 5000, data: HUNDRED, at: 0.03 },
    { from: 'server', flags: 'A', seq: 5000, ack: 1100, window: 0, at: 0.05 },
    { from: 'client', flags: 'A', seq: 1099, ack: 5000, at: 0.25 },
    { from: 'server', flags: 'A', seq: 5000, ack: 1100, window: 0, at: 0.27 },
    { from: 'server', flags: 'A', seq: 5000, ack: 1100, window: 200, at: 0.4 },
  ];
  expect(reasons(segments, 5)).toEqual([
    "window_full: It ends at number 101, exactly where the other end's window ends: acknowledgment 1 plus a window of 100 bytes in packet 4. Nothing more may be sent until the other end makes room.",
  ]);
  expect(reasons(segments, 6)).toEqual([
    'zero_window: The window in this packet is 0: from here on, its sender has no room for more data beyond number 101. Its program has not read the data that has arrived; the other end has to wait.',
  ]);
  expect(reasons(segments, 7)[0]).toContain('this really probes whether there is room again');
  expect(reasons(segments, 9)).toEqual([
    'window_update: It carries no data and acknowledges nothing new (still 101); only the window changes, which opens again from 0 to 200 bytes.',
  ]);
});

test.skipIf(!hasCaptures)(
  'the replay sets the same marks as the pass, and every mark has a reason',
  { timeout: 120_000 },
  () => {
    let reasonsGiven = 0;
    const differences: string[] = [];
    for (const name of captureNames()) {
      for (const rules of ['4.0', '4.4'] as const) {
        const capture = openCapture(captureBytes(name), { rules });
        const { table } = capture;
        for (let stream = 0; stream < capture.tcp.flows.count; stream++) {
          const replay = new Replay(capture, stream);
          replay.standBefore(replay.rows.length);
          for (const [position, row] of replay.rows.entries()) {
            // Only the other streams show that ports are reused.
            const reused = table.marks[row]! & MARK.reusedPorts ? MARK.reusedPorts | MARK.tree : 0;
            const ours = replay.state.table.marks[position]! | reused;
            if (ours !== table.marks[row]) differences.push(`${name}:${row + 1} ${ours} ${table.marks[row]}`);
          }
        }
        if (rules === '4.0') continue;
        for (let row = 0; row < capture.count; row++) {
          if (!(table.traits[row]! & TRAITS.tcp) || !(table.marks[row]! & 0x7fff)) continue;
          const given = why(capture, row);
          if (given.length === 0) differences.push(`${name}:${row + 1} has no reason`);
          for (const { text } of given) {
            if (/NaN|undefined|Infinity/.test(text)) differences.push(`${name}:${row + 1} ${text}`);
          }
          reasonsGiven += given.length;
        }
      }
    }
    expect(differences).toEqual([]);
    expect(reasonsGiven).toBeGreaterThan(2_500);
  },
);
