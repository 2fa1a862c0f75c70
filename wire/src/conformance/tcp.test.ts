/** TCP compared with tshark 4.0.17 under the 4.0 rules, frame by frame, over third-party captures. */
import { expect, test } from 'vitest';
import type { Capture } from '../core/capture.ts';
import { NO_STREAM, TRAITS } from '../table/table.ts';
import { MARK, MARK_NAMES, markNames } from '../tcp-analysis/marks.ts';
import { hasCaptures } from '../testing/captures.test.helper.ts';
import { emptyReasons, expectDifferences } from './differences.test.helper.ts';
import type { Difference } from './differences.test.helper.ts';
import {
  ORACLE_COLUMNS,
  comparedCaptures,
  isOfStream,
  isPlainTcp,
  tunnelledStreams,
} from './scope.test.helper.ts';

const FIRST = ORACLE_COLUMNS.indexOf('tcp.stream');
const COLUMNS = ORACLE_COLUMNS.slice(FIRST, ORACLE_COLUMNS.indexOf('tls.handshake.type'));
const COMPLETENESS = 'tcp.completeness';
const MARKS = new Set(MARK_NAMES.map(([, name]) => `tcp.analysis.${name}`));

test.skipIf(!hasCaptures)('the 4.0 rules give the values of tshark 4.0.17', { timeout: 120_000 }, () => {
  const found: Difference[] = [];
  let asked = 0;
  for (const { name, capture, frames } of comparedCaptures()) {
    // Wireshark also numbers streams in other encapsulations, so the same streams may have other numbers here.
    const isAll = frames.every((frame) => !frame.protocols.includes('tcp') || isPlainTcp(frame));
    const numbers = new Map<string, string>();
    const tunnelled = tunnelledStreams(frames);
    for (const frame of frames) {
      if (isOfStream(frame, tunnelled)) continue;
      const ours = tcpColumns(capture, frame.row);
      if (!isPlainTcp(frame) && (!ours || frame.protocols.includes('tcp'))) continue;
      asked++;
      for (const [i, column] of COLUMNS.entries()) {
        const value = frame.values[FIRST + i]!;
        const theirs = MARKS.has(column) ? (value ? '1' : '') : value;
        let own = ours?.get(column) ?? '';
        if (column === 'tcp.stream' && !isAll && own !== '' && theirs !== '') {
          if (!numbers.has(own)) numbers.set(own, theirs);
          own = numbers.get(own)!;
        }
        if (own !== theirs) found.push({ capture: name, frame: frame.row + 1, column, ours: own, theirs });
      }
    }
  }
  const [others, completeness] = [COLUMNS.filter((column) => column !== COMPLETENESS), [COMPLETENESS]];
  for (const [question, columns] of [
    ['TCP: 7 columns and 24 of analysis, 4.0', others],
    [COMPLETENESS, completeness],
  ] as const) {
    const own = found.filter(({ column }) => columns.includes(column));
    expectDifferences(question, columns, asked, own);
  }
});

test('every reason belongs to a difference', () => {
  expect(emptyReasons()).toEqual([]);
});

/** What tshark's columns hold, as its text; undefined for a frame that is not TCP here. */
function tcpColumns(capture: Capture, row: number): Map<string, string> | undefined {
  const { table, tcp } = capture;
  const stream = table.stream[row]!;
  if (!(table.traits[row]! & TRAITS.tcp) || stream === NO_STREAM) return undefined;
  const [marks, flags, length] = [table.marks[row]!, table.flags[row]!, table.payloadLength[row]!];
  const { sequence, acknowledgment } = capture.relativeNumbers(row);
  const shift = flags & 2 ? 0 : Math.max(0, table.windowShift[row]!);
  const ours = new Map<string, string>();
  const put = (name: string, value: number | string | undefined): void => {
    if (value !== undefined) ours.set(`tcp.${name}`, String(value));
  };
  put('stream', stream);
  put('seq', sequence);
  put('ack', acknowledgment);
  put('len', length);
  put('nxtseq', (sequence + length + (flags & 3 ? 1 : 0)) >>> 0);
  put('flags', `0x${flags.toString(16).padStart(4, '0')}`);
  put('window_size', table.window[row]! * 2 ** shift);
  put('completeness', table.completeness[row]!);
  for (const mark of markNames(marks)) put(`analysis.${mark}`, 1);
  if (marks & MARK.duplicateAck) {
    put('analysis.duplicate_ack_num', tcp.duplicateNumber.get(row));
    put('analysis.duplicate_ack_frame', tcp.duplicateFrame.get(row));
  }
  const acked = table.acksFrame[row]!;
  if (acked > 0) {
    put('analysis.acks_frame', acked);
    put('analysis.ack_rtt', duration(table.between(acked - 1, row)));
  }
  if (marks & MARK.tree && row >= tcp.initialRttRow[stream]!)
    put('analysis.initial_rtt', duration(tcp.initialRtt[stream]!));
  if (marks & MARK.inFlight) {
    put('analysis.bytes_in_flight', table.inFlight[row]);
    put('analysis.push_bytes_sent', table.sincePush[row]);
  }
  const origin = tcp.rtoRow.get(row);
  const timeout = origin === undefined ? undefined : duration(table.between(origin, row));
  if (origin !== undefined && timeout !== undefined) {
    put('analysis.rto', timeout);
    put('analysis.rto_frame', origin + 1);
  }
  return ours;
}

function duration(nanos: number): string | undefined {
  if (nanos === 0) return undefined;
  const size = Math.abs(nanos);
  const seconds = Math.floor(size / 1e9);
  return `${nanos < 0 ? '-' : ''}${seconds}.${String(size - seconds * 1e9).padStart(9, '0')}`;
}
