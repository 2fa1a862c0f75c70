/** The tree of a TCP header and its summary line. */
import type { Dissection } from '../../core/dissection.ts';
import { NO_STREAM, TRAITS } from '../../table/table.ts';
import { text } from '../../basics/bytes.ts';
import { field } from '../../core/field.ts';
import type { Item } from '../../core/field.ts';
import type { Protocol } from '../../core/protocol.ts';
import { quotedStream } from '../quoted-stream.ts';
import { analysisPrefix, analysisTree } from './analysis-tree.ts';
import { connectionTree } from './connection-tree.ts';
import { ACK, FIN, RST, SYN, flagsText, flagString } from '../../tcp-analysis/flags.ts';
import { BARE_HEADER } from '../../tcp-analysis/segment.ts';
import { tcpMessages } from './message-tree.ts';
import { optionsSummary, optionsTree } from './option-tree.ts';
import { timesTree } from '../stream-times.ts';

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
  acknowledgment: field('tcp.ack', 'u32', 'Acknowledgment Number'),
  acknowledgmentRaw: field('tcp.ack_raw', 'u32', 'Acknowledgment number (raw)'),
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
  /** Wireshark fills it while it watches for messages that end before their segment; here it is never present. */
  messageSize: field('tcp.pdu.size', 'u32', 'PDU Size'),
  resetCause: field('tcp.reset_cause', 'str', 'Reset cause'),
  payload: field('tcp.payload', 'bytes', 'TCP payload'),
};

/** Value of the checksum's status: checksums are not verified. */
const UNVERIFIED = 2;

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

/** Offsets of the fields in a header (RFC 9293 section 3.1). */
const AT = {
  sourcePort: 0,
  destinationPort: 2,
  sequence: 4,
  acknowledgment: 8,
  dataOffset: 12,
  flags: 12,
  window: 14,
  checksum: 16,
  urgent: 18,
  options: 20,
} as const;

/** A header as it was read, and what the capture knows about its segment. */
interface Header {
  /** Offset of the header in the dissected bytes. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  /** The same numbers relative to where the stream began, where that is known. */
  readonly relativeSequence: number;
  readonly relativeAcknowledgment: number;
  readonly flags: number;
  readonly window: number;
  /** The window in bytes. */
  readonly scaledWindow: number;
  readonly headerLength: number;
  /** Bytes of header and payload on the wire. */
  readonly length: number;
  /** Bytes of payload on the wire. */
  readonly size: number;
  /** The row's columns describe this header: it is the innermost one, and not one that an ICMP error quotes. */
  readonly isRow: boolean;
}

/** Adds the header at `at` and what it carries. */
export function tcpTree(protocol: Protocol, d: Dissection, at: number, length: number): void {
  const header = readHeader(d, at, length);
  const { flags, size, isRow } = header;
  d.summary(protocol.label, () => summaryOf(d, header));
  let layer: Item | undefined;
  if (d.isTree) {
    layer = d.layer(protocol, at, Math.max(BARE_HEADER, header.headerLength), titleOf(header));
    portsTree(d, layer, header);
    streamTree(d, layer, header);
    numbersTree(d, layer, header);
    flagsTree(d, layer, header);
    windowTree(d, layer, header);
    if (!restTree(d, layer, header)) return;
  }
  // A message that ends with its stream may be complete with a FIN that carries nothing.
  if (isRow && (size > 0 || flags & FIN)) tcpMessages(d, layer);
}

function readHeader(d: Dissection, at: number, length: number): Header {
  const { capture, row } = d;
  const { table } = capture;
  const from = d.u16(at + AT.sourcePort);
  const to = d.u16(at + AT.destinationPort);
  const sequence = d.u32(at + AT.sequence);
  const acknowledgment = d.u32(at + AT.acknowledgment);
  const flags = d.u16(at + AT.flags) & 0xfff;
  const window = d.u16(at + AT.window);
  const headerLength = (d.u8(at + AT.dataOffset) >>> 4) * 4;
  const isRow =
    (table.traits[row]! & TRAITS.tcp) !== 0 &&
    d.source === d.rowSource &&
    !d.isQuoted &&
    table.transport[row] === at &&
    table.stream[row] !== NO_STREAM;
  const relative = isRow ? capture.relativeNumbers(row) : { sequence, acknowledgment };
  const isScaled = isRow && !(flags & SYN) && table.windowShift[row]! >= 0;
  return {
    at,
    from,
    to,
    sequence,
    acknowledgment,
    relativeSequence: relative.sequence,
    relativeAcknowledgment: relative.acknowledgment,
    flags,
    window,
    scaledWindow: isScaled ? window * 2 ** table.windowShift[row]! : window,
    headerLength,
    length,
    size: Math.max(0, length - headerLength),
    isRow,
  };
}

function summaryOf(d: Dissection, header: Header): string {
  const { at, from, to, flags, headerLength, size, isRow, relativeSequence } = header;
  const ack = flags & ACK ? ` Ack=${header.relativeAcknowledgment}` : '';
  const marks = isRow ? analysisPrefix(d.capture, d.row) : '';
  const options = optionsSummary(d.bytes, at + AT.options, at + headerLength, d.capture.sackBase(d.row));
  return `${marks}${from} → ${to} [${flagsText(flags)}] Seq=${relativeSequence}${ack} Win=${header.scaledWindow} Len=${size}${options}`;
}

function titleOf({ from, to, flags, size, relativeSequence, relativeAcknowledgment }: Header): string {
  const ack = flags & ACK ? `, Ack: ${relativeAcknowledgment}` : '';
  return `Transmission Control Protocol, Src Port: ${from}, Dst Port: ${to}, Seq: ${relativeSequence}${ack}, Len: ${size}`;
}

function portsTree(d: Dissection, layer: Item, { at, from, to }: Header): void {
  for (const [own, place, value] of [
    [F.sourcePort, at + AT.sourcePort, from],
    [F.destinationPort, at + AT.destinationPort, to],
  ] as const) {
    d.add(layer, own, place, 2, value);
    d.hidden(layer, F.port, place, 2, value);
  }
}

/** The stream of the row, or the one that an ICMP error is about. */
function streamTree(d: Dissection, layer: Item, { from, to, isRow }: Header): void {
  const { tcp, table } = d.capture;
  if (isRow) {
    d.computed(layer, F.stream, table.stream[d.row]!);
    d.computed(layer, F.completeness, tcp.completeness[table.stream[d.row]!]!);
    timesTree(d, layer, 'tcp');
  }
  const quoted = quotedStream(d, tcp.flows, from, to);
  if (quoted === undefined) return;
  d.computed(layer, F.stream, quoted);
  d.computed(layer, F.completeness, tcp.completeness[quoted]!);
}

function numbersTree(d: Dissection, layer: Item, header: Header): void {
  const { at, flags, size, headerLength, relativeSequence } = header;
  const next = (relativeSequence + size + (flags & (SYN | FIN) ? 1 : 0)) >>> 0;
  d.computed(layer, F.length, size);
  d.add(layer, F.sequence, at + AT.sequence, 4, relativeSequence);
  d.add(layer, F.sequenceRaw, at + AT.sequence, 4, header.sequence);
  d.computed(layer, F.nextSequence, next);
  d.add(layer, F.acknowledgment, at + AT.acknowledgment, 4, header.relativeAcknowledgment);
  d.add(layer, F.acknowledgmentRaw, at + AT.acknowledgment, 4, header.acknowledgment);
  const shown = `Header Length: ${headerLength} bytes (${headerLength / 4})`;
  d.add(layer, F.headerLength, at + AT.dataOffset, 1, headerLength, shown);
}

function flagsTree(d: Dissection, layer: Item, { at, flags }: Header): void {
  const shown = `Flags: 0x${flags.toString(16).padStart(3, '0')} (${flagsText(flags)})`;
  const bits = d.add(layer, F.flags, at + AT.flags, 2, flags, shown);
  for (const [mask, own] of FLAGS) {
    const place = mask > 0xff ? at + AT.flags : at + AT.flags + 1;
    const bit = d.add(bits, own, place, 1, (flags & mask) !== 0);
    if (flags & mask) connectionTree(d, bit, mask, flags);
  }
  d.add(bits, F.flagString, at + AT.flags, 2, flagString(flags)).generated = true;
}

function windowTree(d: Dissection, layer: Item, { at, flags, window, scaledWindow, isRow }: Header): void {
  d.add(layer, F.window, at + AT.window, 2, window);
  d.add(layer, F.windowSize, at + AT.window, 2, scaledWindow).generated = true;
  if (!isRow || flags & SYN) return;
  const shift = d.capture.table.windowShift[d.row]!;
  d.add(layer, F.windowScale, at + AT.window, 2, shift >= 0 ? 2 ** shift : shift).generated = true;
}

/** Checksum, options, analysis and payload; whether messages of the stream follow. */
function restTree(d: Dissection, layer: Item, header: Header): boolean {
  const { at, flags, headerLength, length, size, isRow } = header;
  const checksum = d.add(layer, F.checksum, at + AT.checksum, 2, d.u16(at + AT.checksum));
  d.computed(checksum, F.checksumStatus, UNVERIFIED);
  d.add(layer, F.urgent, at + AT.urgent, 2, d.u16(at + AT.urgent));
  if (headerLength < BARE_HEADER) {
    d.note(layer, `[The header length of ${headerLength} is less than ${BARE_HEADER}]`);
    return false;
  }
  if (headerLength > BARE_HEADER) optionsTree(d, layer, at + AT.options, at + headerLength);
  if (isRow) analysisTree(d, layer, d.row);
  if (headerLength > length) {
    d.note(layer, '[The header is longer than the segment]');
    return false;
  }
  const captured = Math.min(size, d.bytes.length - at - headerLength);
  if (captured <= 0) return true;
  const payload = d.slice(at + headerLength, captured);
  // A reset may say why (RFC 1122 section 4.2.2.12); no message follows it.
  if (flags & RST) {
    d.add(layer, F.resetCause, at + headerLength, captured, text(payload));
    return false;
  }
  d.add(layer, F.payload, at + headerLength, captured, payload);
  return true;
}
