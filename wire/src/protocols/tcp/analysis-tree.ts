/** What TCP analysis found about a segment, as fields and as the text before the summary line. */
import type { Packets } from '../../core/packets.ts';
import type { Dissection } from '../../core/dissection.ts';
import { ANY_MARK, MARK } from '../../tcp-analysis/marks.ts';
import { field } from '../../core/field.ts';
import type { Field, Item } from '../../core/field.ts';

const F = {
  analysis: field('tcp.analysis', 'label', 'SEQ/ACK analysis'),
  flags: field('tcp.analysis.flags', 'label', 'TCP Analysis Flags'),
  acksFrame: field('tcp.analysis.acks_frame', 'frame', 'This is an ACK to the segment in frame'),
  ackTime: field('tcp.analysis.ack_rtt', 'dur', 'The RTT to ACK the segment was'),
  partialAck: field('tcp.analysis.partial_ack', 'label', 'Partial Acknowledgment of a segment'),
  initialTime: field('tcp.analysis.initial_rtt', 'dur', 'iRTT'),
  inFlight: field('tcp.analysis.bytes_in_flight', 'u32', 'Bytes in flight'),
  sincePush: field('tcp.analysis.push_bytes_sent', 'u32', 'Bytes sent since last PSH flag'),
  duplicateNumber: field('tcp.analysis.duplicate_ack_num', 'u32', 'Duplicate ACK #'),
  duplicateFrame: field('tcp.analysis.duplicate_ack_frame', 'frame', 'Duplicate to the ACK in frame'),
  timeout: field('tcp.analysis.rto', 'dur', 'The RTO for this segment was'),
  timeoutFrame: field('tcp.analysis.rto_frame', 'frame', 'RTO based on delta from frame'),
};

/** Marks with their fields and the text that the Info column begins with, in the order of the column. */
const MARKS: readonly (readonly [bit: number, own: Field, words: string])[] = [
  [
    MARK.reusedPorts,
    field('tcp.analysis.reused_ports', 'label', 'A new tcp session is started with the same ports'),
    'TCP Port numbers reused',
  ],
  [
    MARK.retransmission,
    field('tcp.analysis.retransmission', 'label', 'This frame is a (suspected) retransmission'),
    'TCP Retransmission',
  ],
  [
    MARK.fastRetransmission,
    field('tcp.analysis.fast_retransmission', 'label', 'This frame is a (suspected) fast retransmission'),
    'TCP Fast Retransmission',
  ],
  [
    MARK.spuriousRetransmission,
    field(
      'tcp.analysis.spurious_retransmission',
      'label',
      'This frame is a (suspected) spurious retransmission',
    ),
    'TCP Spurious Retransmission',
  ],
  [
    MARK.outOfOrder,
    field('tcp.analysis.out_of_order', 'label', 'This frame is a (suspected) out-of-order segment'),
    'TCP Out-Of-Order',
  ],
  [
    MARK.lostSegment,
    field('tcp.analysis.lost_segment', 'label', 'Previous segment(s) not captured'),
    'TCP Previous segment not captured',
  ],
  [
    MARK.ackLostSegment,
    field('tcp.analysis.ack_lost_segment', 'label', "ACKed segment that wasn't captured"),
    'TCP ACKed unseen segment',
  ],
  [
    MARK.windowUpdate,
    field('tcp.analysis.window_update', 'label', 'This is a tcp window update'),
    'TCP Window Update',
  ],
  [
    MARK.windowFull,
    field('tcp.analysis.window_full', 'label', 'The transmission window is now completely full'),
    'TCP Window Full',
  ],
  [
    MARK.keepAlive,
    field('tcp.analysis.keep_alive', 'label', 'This is a TCP keep-alive segment'),
    'TCP Keep-Alive',
  ],
  [
    MARK.keepAliveAck,
    field('tcp.analysis.keep_alive_ack', 'label', 'This is an ACK to a TCP keep-alive segment'),
    'TCP Keep-Alive ACK',
  ],
  [
    MARK.duplicateAck,
    field('tcp.analysis.duplicate_ack', 'label', 'This is a TCP duplicate ack'),
    'TCP Dup ACK',
  ],
  [
    MARK.zeroWindowProbe,
    field('tcp.analysis.zero_window_probe', 'label', 'This is a TCP zero-window-probe'),
    'TCP ZeroWindowProbe',
  ],
  [
    MARK.zeroWindow,
    field('tcp.analysis.zero_window', 'label', 'This is a ZeroWindow segment'),
    'TCP ZeroWindow',
  ],
  [
    MARK.zeroWindowProbeAck,
    field('tcp.analysis.zero_window_probe_ack', 'label', 'This is an ACK to a TCP zero-window-probe'),
    'TCP ZeroWindowProbeAck',
  ],
];

/** Fields of the analysis. */
export const TCP_ANALYSIS_FIELDS = [...Object.values(F), ...MARKS.map(([, own]) => own)];

/** The marks of a row as at the start of the Info column: `[TCP Dup ACK 3#1] `. */
export function analysisPrefix(capture: Packets, row: number): string {
  const marks = capture.table.marks[row]!;
  if (!(marks & ANY_MARK)) return '';
  const isSpecial = (marks & (MARK.fastRetransmission | MARK.spuriousRetransmission)) !== 0;
  let line = '';
  for (const [bit, , words] of MARKS) {
    if (!(marks & bit) || (bit === MARK.retransmission && isSpecial)) continue;
    const number =
      bit === MARK.duplicateAck
        ? ` ${capture.tcp.duplicateFrame.get(row) ?? 0}#${capture.tcp.duplicateNumber.get(row) ?? 0}`
        : '';
    line += `[${words}${number}] `;
  }
  return line;
}

/** Adds the analysis of a row to its TCP layer, if there is any. */
export function analysisTree(d: Dissection, layer: Item, row: number): void {
  const { table, tcp } = d.capture;
  const marks = table.marks[row]!;
  if (!(marks & MARK.tree)) return;
  const analysis = d.computed(layer, F.analysis, undefined);
  const acked = table.acksFrame[row]!;
  if (acked > 0) {
    d.computed(analysis, F.acksFrame, acked);
    const time = table.between(acked - 1, row);
    if (time !== 0) d.computed(analysis, F.ackTime, time / 1e9);
    if (marks & MARK.partialAck) d.computed(analysis, F.partialAck, undefined);
  }
  const stream = table.stream[row]!;
  const initial = tcp.initialRtt[stream]!;
  if (initial !== 0) d.computed(analysis, F.initialTime, initial / 1e9);
  if (marks & MARK.inFlight) {
    d.computed(analysis, F.inFlight, table.inFlight[row]!);
    d.computed(analysis, F.sincePush, table.sincePush[row]!);
  }
  if (marks & ANY_MARK) {
    const flags = d.computed(analysis, F.flags, undefined);
    for (const [bit, own] of MARKS) if (marks & bit) d.computed(flags, own, undefined);
  }
  const timeout = tcp.rtoRow.get(row);
  if (timeout !== undefined) {
    d.computed(analysis, F.timeout, table.between(timeout, row) / 1e9);
    d.computed(analysis, F.timeoutFrame, timeout + 1);
  }
  const duplicate = tcp.duplicateNumber.get(row);
  if (duplicate !== undefined && marks & MARK.duplicateAck) {
    d.computed(analysis, F.duplicateNumber, duplicate);
    d.computed(analysis, F.duplicateFrame, tcp.duplicateFrame.get(row) ?? 0);
  }
}
