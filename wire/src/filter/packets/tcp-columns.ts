/** Columns of TCP and of its analysis. */
import type { Capture } from '../../core/capture.ts';
import { TRAITS } from '../../table/table.ts';
import { u16 } from '../../basics/bytes.ts';
import { streamTime } from '../../protocols/stream-times.ts';
import { ANY_MARK, MARK, MARK_NAMES } from '../../tcp-analysis/marks.ts';
import { FLAG, FLOW, FLOW_WORDS } from '../../tcp-analysis/state.ts';
import { NumberColumnGroup } from './number-columns.ts';
import type { NumberColumn } from './number-columns.ts';

const { tcp } = TRAITS;
const group = new NumberColumnGroup();

/** Columns by field name. */
export const TCP_COLUMNS = group.makes;

// TCP.
group.header('tcp', 'transport', tcp, () => 1);
group.column('tcp.srcport', tcp, ({ table }) => table.sourcePort);
group.column('tcp.dstport', tcp, ({ table }) => table.destinationPort);
group.bothEnds('tcp.port', 'tcp.srcport', 'tcp.dstport');
group.column('tcp.stream', tcp, ({ table }) => table.stream);
group.column('tcp.len', tcp, ({ table }) => table.payloadLength);
group.column('tcp.seq_raw', tcp, ({ table }) => table.sequence);
group.column('tcp.ack_raw', tcp, ({ table }) => table.acknowledgment);
group.column('tcp.flags', tcp, ({ table }) => table.flags);
group.column('tcp.window_size_value', tcp, ({ table }) => table.window);
group.header('tcp.hdr_len', 'transport', tcp, (b, at) => (b[at + 12]! >>> 4) * 4);
group.header('tcp.checksum', 'transport', tcp, (b, at) => u16(b, at + 16));
group.header('tcp.urgent_pointer', 'transport', tcp, (b, at) => u16(b, at + 18));
for (const [mask, name] of [
  [0xe00, 'res'],
  [0x100, 'ae'],
  [0x080, 'cwr'],
  [0x040, 'ece'],
  [0x020, 'urg'],
  [0x010, 'ack'],
  [0x008, 'push'],
  [0x004, 'reset'],
  [0x002, 'syn'],
  [0x001, 'fin'],
] as const) {
  group.one(`tcp.flags.${name}`, ({ table: { traits, flags } }) => (row) => {
    return traits[row]! & tcp ? (flags[row]! & mask ? 1 : 0) : NaN;
  });
}

// What the flags do to the connection: the mask, and the flags that must be set in it.
for (const [name, mask, wanted] of [
  ['syn', 0x12, 0x02],
  ['synack', 0x12, 0x12],
  ['fin', 0x01, 0x01],
  ['rst', 0x04, 0x04],
] as const) {
  group.computed(`tcp.connection.${name}`, tcp, ({ table: { flags } }) => (row) => {
    return (flags[row]! & mask) === wanted ? 1 : NaN;
  });
}

/** The number that a flow's relative numbers count from: of the row's sender (0) or of its receiver (1). */
function baseOf({ tcp: state, table }: Capture, end: 0 | 1): NumberColumn {
  const { memory, oldBases } = state;
  const { traits, stream } = table;
  const hasOld = oldBases.size > 0;
  return (row) => {
    const flow = stream[row]! * 2 + (traits[row]! & TRAITS.fromClient ? end : 1 - end);
    if (hasOld) return state.baseAt(flow, row) ?? 0;
    const at = flow * FLOW_WORDS;
    return memory[at + FLOW.flags]! & FLAG.baseKnown ? memory[at + FLOW.base]! : 0;
  };
}

group.computed('tcp.seq', tcp, (capture) => {
  const { sequence } = capture.table;
  const base = baseOf(capture, 0);
  return (row) => (sequence[row]! - base(row)) >>> 0;
});
group.computed('tcp.nxtseq', tcp, (capture) => {
  const { sequence, payloadLength, flags } = capture.table;
  const base = baseOf(capture, 0);
  return (row) => (sequence[row]! - base(row) + payloadLength[row]! + (flags[row]! & 3 ? 1 : 0)) >>> 0;
});
group.computed('tcp.ack', tcp, (capture) => {
  const { acknowledgment, flags } = capture.table;
  const base = baseOf(capture, 1);
  return (row) => (flags[row]! & 0x10 ? (acknowledgment[row]! - base(row)) >>> 0 : acknowledgment[row]!);
});
group.computed('tcp.window_size', tcp, ({ table: { window, windowShift, flags } }) => (row) => {
  const isScaled = !(flags[row]! & 2) && windowShift[row]! >= 0;
  return isScaled ? window[row]! * 2 ** windowShift[row]! : window[row]!;
});
group.computed('tcp.window_size_scalefactor', tcp, ({ table: { windowShift, flags } }) => (row) => {
  const shift = windowShift[row]!;
  return flags[row]! & 2 ? NaN : shift >= 0 ? 2 ** shift : shift;
});
group.computed(
  'tcp.completeness',
  tcp,
  ({ tcp: { completeness }, table: { stream } }) =>
    (row) =>
      completeness[stream[row]!]!,
);
group.computed('tcp.time_relative', tcp, (capture) => (row) => streamTime(capture, 'tcp', row, 'first'));
group.computed('tcp.time_delta', tcp, (capture) => (row) => streamTime(capture, 'tcp', row, 'previous'));

// Results of the analysis; there are none without the bit `tree`.
function analyzed(name: string, bits: number, make: (capture: Capture) => NumberColumn): void {
  group.one(`tcp.analysis${name}`, (capture) => {
    const { marks } = capture.table;
    const all = bits | MARK.tree;
    const get = make(capture);
    return (row) => ((marks[row]! & all) === all ? get(row) : NaN);
  });
}
const there = (): NumberColumn => () => 1;
analyzed('', 0, there);
for (const [bit, name] of MARK_NAMES) analyzed(`.${name}`, bit, there);
analyzed(
  '.flags',
  0,
  ({ table: { marks } }) =>
    (row) =>
      marks[row]! & ANY_MARK ? 1 : NaN,
);
analyzed(
  '.partial_ack',
  MARK.partialAck,
  ({ table: { acksFrame } }) =>
    (row) =>
      acksFrame[row]! > 0 ? 1 : NaN,
);
analyzed(
  '.acks_frame',
  0,
  ({ table: { acksFrame } }) =>
    (row) =>
      acksFrame[row]! || NaN,
);
analyzed('.ack_rtt', 0, ({ table }) => (row) => {
  const acked = table.acksFrame[row]!;
  return (acked > 0 && table.between(acked - 1, row)) || NaN;
});
analyzed(
  '.initial_rtt',
  0,
  ({ tcp: { initialRtt }, table: { stream } }) =>
    (row) =>
      initialRtt[stream[row]!] || NaN,
);
analyzed(
  '.bytes_in_flight',
  MARK.inFlight,
  ({ table: { inFlight } }) =>
    (row) =>
      inFlight[row]!,
);
analyzed(
  '.push_bytes_sent',
  MARK.inFlight,
  ({ table: { sincePush } }) =>
    (row) =>
      sincePush[row]!,
);
analyzed('.rto', 0, ({ tcp: { rtoRow }, table }) => (row) => {
  const origin = rtoRow.get(row);
  return origin === undefined ? NaN : table.between(origin, row);
});
analyzed(
  '.rto_frame',
  0,
  ({ tcp: { rtoRow } }) =>
    (row) =>
      (rtoRow.get(row) ?? NaN) + 1,
);
analyzed('.duplicate_ack_num', MARK.duplicateAck, ({ tcp: { duplicateNumber } }) => (row) => {
  return duplicateNumber.get(row) ?? NaN;
});
analyzed(
  '.duplicate_ack_frame',
  MARK.duplicateAck,
  ({ tcp: { duplicateFrame, duplicateNumber } }) =>
    (row) => {
      return duplicateNumber.get(row) === undefined ? NaN : (duplicateFrame.get(row) ?? 0);
    },
);
