/**
 * TCP analysis of handmade conversations, for cases that real captures lack: against the rules by hand, and against
 * tshark.
 */
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import type { Capture } from '../core/capture.ts';
import { conversation } from '../testing/conversation.test.helper.ts';
import { MADE } from '../testing/made.test.helper.ts';
import { hasTshark, tshark, tsharkRules } from '../testing/tshark.test.helper.ts';
import { MARK, MARK_NAMES, markNames } from './marks.ts';
import { why } from '../tcp-reasons/why.ts';

/** The marks of each packet that has any. */
function marked(capture: Capture): Record<number, string[]> {
  const found: Record<number, string[]> = {};
  for (let row = 0; row < capture.count; row++) {
    const names = markNames(capture.table.marks[row]!);
    if (capture.table.marks[row]! & MARK.partialAck) names.push('partial_ack');
    if (names.length > 0) found[row + 1] = names;
  }
  return found;
}

for (const { name, segments, marks, by40, by44 } of MADE) {
  test(`by hand: ${name}`, () => {
    for (const rules of ['4.0', '4.4'] as const) {
      const capture = openCapture(conversation(segments), { rules });
      expect(marked(capture), rules).toEqual({ ...marks, ...(rules === '4.0' ? by40 : by44) });
      for (const row of Object.keys(marked(capture))) {
        for (const { text } of why(capture, Number(row) - 1)) expect(text).not.toMatch(/NaN|undefined/);
      }
    }
  });

  test.skipIf(!hasTshark)(`by tshark: ${name}`, () => {
    const bytes = conversation(segments);
    const fields = [...FIELDS, ...MARK_NAMES.map(([, mark]) => `tcp.analysis.${mark}`)];
    const args = ['-2', '-T', 'fields', '-E', 'occurrence=f', ...fields.flatMap((field) => ['-e', field])];
    const theirs = tshark(bytes, args).split('\n').slice(0, -1);
    expect(lines(openCapture(bytes, { rules: tsharkRules }))).toEqual(theirs);
  });
}

const FIELDS = [
  'frame.number',
  'tcp.stream',
  'tcp.seq',
  'tcp.ack',
  'tcp.len',
  'tcp.nxtseq',
  'tcp.window_size',
  'tcp.completeness',
  'tcp.analysis.acks_frame',
  'tcp.analysis.bytes_in_flight',
  'tcp.analysis.push_bytes_sent',
  'tcp.analysis.duplicate_ack_num',
  'tcp.analysis.rto_frame',
];

/** A capture as tshark's lines of these fields. */
function lines(capture: Capture): string[] {
  const { table, tcp } = capture;
  const shown: string[] = [];
  for (let row = 0; row < capture.count; row++) {
    const flags = table.flags[row]!;
    const marks = table.marks[row]!;
    const { sequence, acknowledgment } = capture.relativeNumbers(row);
    const length = table.payloadLength[row]!;
    const shift = flags & 2 ? 0 : Math.max(0, table.windowShift[row]!);
    const origin = tcp.rtoRow.get(row);
    shown.push(
      [
        row + 1,
        table.stream[row]!,
        sequence,
        acknowledgment,
        length,
        (sequence + length + (flags & 3 ? 1 : 0)) >>> 0,
        table.window[row]! * 2 ** shift,
        tcp.completeness[table.stream[row]!]!,
        table.acksFrame[row]! || '',
        ...(marks & MARK.inFlight ? [table.inFlight[row]!, table.sincePush[row]!] : ['', '']),
        marks & MARK.duplicateAck ? (tcp.duplicateNumber.get(row) ?? '') : '',
        origin === undefined ? '' : origin + 1,
        ...MARK_NAMES.map(([bit]) => (marks & bit ? '1' : '')),
      ].join('\t'),
    );
  }
  return shown;
}
