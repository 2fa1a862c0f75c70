/** Lanes of TCP and of its analysis. */
import type { Capture } from '../../capture/capture.ts';
import { SHAPE } from '../../capture/table.ts';
import { u16 } from '../../files/bytes.ts';
import { streamTime } from '../../protocols/stream-times.ts';
import { ANY_MARK, MARK, MARK_NAMES } from '../../tcp/marks.ts';
import { FLAG, FLOW, FLOW_WORDS } from '../../tcp/state.ts';
import { LaneGroup } from './lanes.ts';
import type { Lane } from './lanes.ts';

const { tcp } = SHAPE;
const group = new LaneGroup();

/** Lanes by field name. */
export const TCP_LANES = group.makes;

// TCP.
group.header('tcp', 'transport', tcp, () => 1);
group.column('tcp.srcport', tcp, ({ table }) => table.sourcePort);
group.column('tcp.dstport', tcp, ({ table }) => table.destinationPort);
group.bothEnds('tcp.port', 'tcp.srcport', 'tcp.dstport');
group.column('tcp.stream', tcp, ({ table }) => table.stream);
group.column('tcp.len', tcp, ({ table }) => table.payloadLength);
group.column('tcp.seq_raw', tcp, ({ table }) => table.sequence);
group.column('tcp.ack_raw', tcp, ({ table }) => table.acknowledgement);
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
  group.one(`tcp.flags.${name}`, ({ table: { shape, flags } }) => (row) => {
    return shape[row]! & tcp ? (flags[row]! & mask ? 1 : 0) : NaN;
  });
}

// What the flags do to the connection: those that must be set, of those looked at.
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
function baseOf({ tcp: state, table }: Capture, end: 0 | 1): Lane {
  const { memory, oldBases } = state;
  const { shape, stream } = table;
  const hasOld = oldBases.size > 0;
  return (row) => {
    const flow = stream[row]! * 2 + (shape[row]! & SHAPE.fromClient ? end : 1 - end);
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
  const { acknowledgement, flags } = capture.table;
  const base = baseOf(capture, 1);
  return (row) => (flags[row]! & 0x10 ? (acknowledgement[row]! - base(row)) >>> 0 : acknowledgement[row]!);
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

// What the analysis found out; there is none without the bit `tree`.
function analysed(name: string, bits: number, make: (capture: Capture) => Lane): void {
  group.one(`tcp.analysis${name}`, (capture) => {
    const { marks } = capture.table;
    const all = bits | MARK.tree;
    const get = make(capture);
    return (row) => ((marks[row]! & all) === all ? get(row) : NaN);
  });
}
const there = (): Lane => () => 1;
analysed('', 0, there);
for (const [bit, name] of MARK_NAMES) analysed(`.${name}`, bit, there);
analysed(
  '.flags',
  0,
  ({ table: { marks } }) =>
    (row) =>
      marks[row]! & ANY_MARK ? 1 : NaN,
);
analysed(
  '.partial_ack',
  MARK.partialAck,
  ({ table: { acksFrame } }) =>
    (row) =>
      acksFrame[row]! > 0 ? 1 : NaN,
);
analysed(
  '.acks_frame',
  0,
  ({ table: { acksFrame } }) =>
    (row) =>
      acksFrame[row]! || NaN,
);
analysed('.ack_rtt', 0, ({ table }) => (row) => {
  const acked = table.acksFrame[row]!;
  return (acked > 0 && table.between(acked - 1, row)) || NaN;
});
analysed(
  '.initial_rtt',
  0,
  ({ tcp: { initialRtt }, table: { stream } }) =>
    (row) =>
      initialRtt[stream[row]!] || NaN,
);
analysed(
  '.bytes_in_flight',
  MARK.inFlight,
  ({ table: { inFlight } }) =>
    (row) =>
      inFlight[row]!,
);
analysed(
  '.push_bytes_sent',
  MARK.inFlight,
  ({ table: { sincePush } }) =>
    (row) =>
      sincePush[row]!,
);
analysed('.rto', 0, ({ tcp: { rtoRow }, table }) => (row) => {
  const origin = rtoRow.get(row);
  return origin === undefined ? NaN : table.between(origin, row);
});
analysed(
  '.rto_frame',
  0,
  ({ tcp: { rtoRow } }) =>
    (row) =>
      (rtoRow.get(row) ?? NaN) + 1,
);
analysed('.duplicate_ack_num', MARK.duplicateAck, ({ tcp: { duplicateNumber } }) => (row) => {
  return duplicateNumber.get(row) ?? NaN;
});
analysed(
  '.duplicate_ack_frame',
  MARK.duplicateAck,
  ({ tcp: { duplicateFrame, duplicateNumber } }) =>
    (row) => {
      return duplicateNumber.get(row) === undefined ? NaN : (duplicateFrame.get(row) ?? 0);
    },
);
