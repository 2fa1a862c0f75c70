/** The tree of a TCP header and its summary line. */
import type { Dissection } from '../capture/dissection.ts';
import { NO_STREAM, SHAPE } from '../capture/table.ts';
import { field } from './field.ts';
import type { Item } from './field.ts';
import type { Protocol } from './protocol.ts';
import { quotedStream } from './quoted-stream.ts';
import { analysisPrefix, analysisTree } from './tcp-analysis-tree.ts';
import { connectionTree } from './tcp-connection.ts';
import { flagNames, flagString } from './tcp-flags.ts';
import { tcpMessages } from './tcp-messages.ts';
import { optionsSummary, optionsTree } from './tcp-options.ts';
import { timesTree } from './stream-times.ts';

const F = {
  sourcePort: field('tcp.srcport', 'u16', 'Source Port'),
  destinationPort: field('tcp.dstport', 'u16', 'Destination Port'),
  port: field('tcp.port', 'u16', 'Source or Destination Port'),
  stream: field('tcp.stream', 'u32', 'Stream index'),
  completeness: field('tcp.completeness', 'u8', 'Conversation completeness'),
  length: field('tcp.len', 'u32', 'TCP Segment Len'),
  sequence: field('tcp.seq', 'u32', 'Sequence Number'),
  sequenceRaw: field('tcp.seq_raw', 'u32', 'Sequence Number (raw)'),
  nextSequence: field('tcp.nxtseq', 'u32', 'Next Sequence Number'),
  acknowledgement: field('tcp.ack', 'u32', 'Acknowledgment Number'),
  acknowledgementRaw: field('tcp.ack_raw', 'u32', 'Acknowledgment number (raw)'),
  headerLength: field('tcp.hdr_len', 'u8', 'Header Length'),
  flags: field('tcp.flags', 'u16', 'Flags', { base: 'hex' }),
  flagString: field('tcp.flags.str', 'str', 'TCP Flags'),
  window: field('tcp.window_size_value', 'u16', 'Window'),
  windowSize: field('tcp.window_size', 'u32', 'Calculated window size'),
  windowScale: field('tcp.window_size_scalefactor', 'i32', 'Window size scaling factor', {
    names: { [-1]: 'unknown', [-2]: 'no window scaling used' },
  }),
  checksum: field('tcp.checksum', 'u16', 'Checksum', { base: 'hex' }),
  checksumStatus: field('tcp.checksum.status', 'u8', 'Checksum Status', {
    names: { 0: 'Bad', 1: 'Good', 2: 'Unverified', 3: 'Not present' },
  }),
  urgent: field('tcp.urgent_pointer', 'u16', 'Urgent Pointer'),
  payload: field('tcp.payload', 'bytes', 'TCP payload'),
};

const FLAGS = [
  [0xe00, field('tcp.flags.res', 'bool', 'Reserved')],
  [0x100, field('tcp.flags.ae', 'bool', 'Accurate ECN')],
  [0x080, field('tcp.flags.cwr', 'bool', 'Congestion Window Reduced')],
  [0x040, field('tcp.flags.ece', 'bool', 'ECN-Echo')],
  [0x020, field('tcp.flags.urg', 'bool', 'Urgent')],
  [0x010, field('tcp.flags.ack', 'bool', 'Acknowledgment')],
  [0x008, field('tcp.flags.push', 'bool', 'Push')],
  [0x004, field('tcp.flags.reset', 'bool', 'Reset')],
  [0x002, field('tcp.flags.syn', 'bool', 'Syn')],
  [0x001, field('tcp.flags.fin', 'bool', 'Fin')],
] as const;

/** Fields of the header. */
export const TCP_FIELDS = [...Object.values(F), ...FLAGS.map(([, own]) => own)];

const SYN = 2;
const FIN = 1;

/** Adds the header at `at` and what it carries. */
export function tcpTree(protocol: Protocol, d: Dissection, at: number, length: number): void {
  const { capture, row } = d;
  const { table } = capture;
  const [from, to] = [d.u16(at), d.u16(at + 2)];
  const [sequence, ack] = [d.u32(at + 4), d.u32(at + 8)];
  const flags = d.u16(at + 12) & 0xfff;
  const window = d.u16(at + 14);
  const headerLength = (d.u8(at + 12) >>> 4) * 4;
  // The row describes the innermost TCP header; one that an ICMP error quotes is not in it.
  const isRow =
    (table.shape[row]! & SHAPE.tcp) !== 0 &&
    d.source === d.rowSource &&
    !d.isQuoted &&
    table.transport[row] === at &&
    table.stream[row] !== NO_STREAM;
  const relative = isRow ? capture.relativeNumbers(row) : { sequence, acknowledgement: ack };
  const size = Math.max(0, length - headerLength);
  const scaled =
    isRow && !(flags & SYN) && table.windowShift[row]! >= 0 ? window * 2 ** table.windowShift[row]! : window;
  d.summary(protocol.label, () => {
    const numbers =
      flags & 0x10 ? `Seq=${relative.sequence} Ack=${relative.acknowledgement}` : `Seq=${relative.sequence}`;
    const options = optionsSummary(d.bytes, at + 20, at + headerLength, capture.sackBase(row));
    return `${isRow ? analysisPrefix(capture, row) : ''}${from} → ${to} [${flagNames(flags)}] ${numbers} Win=${scaled} Len=${size}${options}`;
  });
  let parent: Item | undefined;
  if (d.isTree) {
    const layer = d.layer(
      protocol,
      at,
      Math.max(20, headerLength),
      `Transmission Control Protocol, Src Port: ${from}, Dst Port: ${to}, Seq: ${relative.sequence}${flags & 0x10 ? `, Ack: ${relative.acknowledgement}` : ''}, Len: ${size}`,
    );
    for (const [own, place, value] of [
      [F.sourcePort, at, from],
      [F.destinationPort, at + 2, to],
    ] as const) {
      d.add(layer, own, place, 2, value);
      d.hidden(layer, F.port, place, 2, value);
    }
    if (isRow) {
      d.computed(layer, F.stream, table.stream[row]!);
      d.computed(layer, F.completeness, capture.tcp.completeness[table.stream[row]!]!);
      timesTree(d, layer, 'tcp');
    }
    const quoted = quotedStream(d, capture.tcp.flows, from, to);
    if (quoted !== undefined) {
      d.computed(layer, F.stream, quoted);
      d.computed(layer, F.completeness, capture.tcp.completeness[quoted]!);
    }
    d.computed(layer, F.length, size);
    d.add(layer, F.sequence, at + 4, 4, relative.sequence);
    d.add(layer, F.sequenceRaw, at + 4, 4, sequence);
    d.computed(layer, F.nextSequence, (relative.sequence + size + (flags & (SYN | FIN) ? 1 : 0)) >>> 0);
    d.add(layer, F.acknowledgement, at + 8, 4, relative.acknowledgement);
    d.add(layer, F.acknowledgementRaw, at + 8, 4, ack);
    d.add(
      layer,
      F.headerLength,
      at + 12,
      1,
      headerLength,
      `Header Length: ${headerLength} bytes (${headerLength / 4})`,
    );
    const bits = d.add(
      layer,
      F.flags,
      at + 12,
      2,
      flags,
      `Flags: 0x${flags.toString(16).padStart(3, '0')} (${flagNames(flags)})`,
    );
    for (const [mask, own] of FLAGS) {
      const bit = d.add(bits, own, mask > 0xff ? at + 12 : at + 13, 1, (flags & mask) !== 0);
      if (flags & mask) connectionTree(d, bit, mask, flags);
    }
    d.computed(bits, F.flagString, flagString(flags));
    d.add(layer, F.window, at + 14, 2, window);
    d.computed(layer, F.windowSize, scaled);
    if (isRow && !(flags & SYN)) {
      const shift = table.windowShift[row]!;
      d.computed(layer, F.windowScale, shift >= 0 ? 2 ** shift : shift);
    }
    const checksum = d.add(layer, F.checksum, at + 16, 2, d.u16(at + 16));
    d.computed(checksum, F.checksumStatus, 2);
    d.add(layer, F.urgent, at + 18, 2, d.u16(at + 18));
    if (headerLength < 20) return d.note(layer, `[The header length of ${headerLength} is less than 20]`);
    if (headerLength > 20) optionsTree(d, layer, at + 20, at + headerLength);
    if (isRow) analysisTree(d, layer, row);
    if (headerLength > length) return d.note(layer, '[The header is longer than the segment]');
    const captured = Math.min(size, d.bytes.length - at - headerLength);
    if (captured > 0)
      d.add(layer, F.payload, at + headerLength, captured, d.slice(at + headerLength, captured));
    parent = layer;
  }
  // A message that ends with its stream may be complete with a FIN that carries nothing.
  if (isRow && (size > 0 || flags & FIN)) tcpMessages(d, parent);
}
