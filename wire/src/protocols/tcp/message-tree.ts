/** The messages that a segment completes, and the segments that a message was reassembled from. */
import { firstIndex } from '../../basics/binary-search.ts';
import type { Dissection } from '../../core/dissection.ts';
import { TRAITS } from '../../table/table.ts';
import type { Direction, Segment } from '../../streams/direction.ts';
import { messageAt, streamMessages } from '../../streams/stream-messages.ts';
import type { StreamMessages } from '../../streams/stream-messages.ts';
import { field } from '../../core/field.ts';
import type { Item } from '../../core/field.ts';
import type { Message } from '../../core/stream-cutter.ts';
import type { StreamProtocol } from '../../core/stream-protocol.ts';

const F = {
  segmentData: field('tcp.segment_data', 'bytes', 'TCP segment data'),
  reassembledIn: field('tcp.reassembled_in', 'frame', 'Reassembled PDU in frame'),
  segments: field('tcp.segments', 'label', 'Reassembled TCP Segments'),
  segment: field('tcp.segment', 'frame', 'TCP Segment'),
  segmentCount: field('tcp.segment.count', 'u32', 'Segment count'),
  reassembledLength: field('tcp.reassembled.length', 'u32', 'Reassembled TCP length'),
  reassembledData: field('tcp.reassembled.data', 'bytes', 'Reassembled TCP Data'),
};

/** Fields of reassembly. */
export const TCP_MESSAGE_FIELDS = Object.values(F);

/** Passes on to the messages of the stream that this segment completes, or to data if there are none. */
export function tcpMessages(d: Dissection, layer: Item | undefined): void {
  const { capture, row } = d;
  const { table } = capture;
  const fromClient = (table.traits[row]! & TRAITS.fromClient) !== 0;
  const messages = streamMessages(capture, table.stream[row]!);
  const direction = fromClient ? messages.stream.toServer : messages.stream.toClient;
  const segment = segmentOf(direction, row);
  if (segment?.retransmission && direction.pieceAt(segment.offset)?.packet !== row + 1) {
    const at = table.payload[row]!;
    const captured = Math.min(segment.length, d.bytes.length - at);
    if (layer && d.isTree && captured > 0) d.add(layer, F.segmentData, at, captured, d.slice(at, captured));
    return;
  }
  const complete = messages.byRow.get(row) ?? [];
  for (const message of complete) show(d, layer, message, direction);
  if (!segment) return;
  openEnd(d, layer, messages, fromClient, segment, complete.length > 0);
}

function segmentOf(direction: Direction, row: number): Segment | undefined {
  const { segments } = direction;
  const found = segments[firstIndex(segments.length, (index) => segments[index]!.packet > row)];
  return found?.packet === row + 1 ? found : undefined;
}

/** One message: in the frame if it lies there whole, otherwise as separate bytes. */
function show(d: Dissection, layer: Item | undefined, message: Message, direction: Direction): void {
  const { bytes, carrier } = message;
  // What a registry lists in streams has both halves; the half that cuts must not know of dissections.
  const protocol = message.protocol as StreamProtocol;
  const shown = {
    name: protocol.name,
    label: protocol.label,
    title: protocol.title,
    fields: protocol.fields,
    dissect: (inner: Dissection, at: number) => {
      if (carrier) inner.carriers.set(inner.layers.length, carrier.name);
      protocol.dissect(inner, message, at);
    },
  };
  if (message.depth > 0) {
    const source = { name: `Decrypted (${bytes.length} bytes)`, bytes };
    return d.inside(source, () => d.into(shown, 0, bytes.length));
  }
  const piece = direction.pieceAt(message.offset);
  const end = message.offset + bytes.length;
  if (piece && piece.packet === d.row + 1 && end <= piece.offset + piece.length) {
    return d.into(shown, piece.frameOffset + message.offset - piece.offset, bytes.length);
  }
  if (layer && d.isTree) lastPart(d, layer, message, direction);
  d.inside({ name: `Reassembled TCP (${bytes.length} bytes)`, bytes }, () => {
    if (layer && d.isTree) segmentsOf(d, layer, message, direction);
    d.into(shown, 0, bytes.length);
  });
}

/** What this segment brought of a message that began in an earlier one. */
function lastPart(d: Dissection, layer: Item, message: Message, direction: Direction): void {
  const piece = direction.pieceAt(message.offset + message.bytes.length - 1);
  if (piece?.packet !== d.row + 1) return;
  const from = Math.max(0, message.offset - piece.offset);
  const length = message.offset + message.bytes.length - piece.offset - from;
  const at = piece.frameOffset + from;
  d.add(layer, F.segmentData, at, length, d.slice(at, length));
}

/** The list of segments, with their places in the message, which `d` dissects. */
function segmentsOf(d: Dissection, layer: Item, message: Message, direction: Direction): void {
  const { offset, bytes } = message;
  const end = offset + bytes.length;
  const parts: { packet: number; from: number; to: number }[] = [];
  for (let at = offset; at < end;) {
    const piece = direction.pieceAt(at);
    if (!piece) break;
    const to = Math.min(end, piece.offset + piece.length);
    const last = parts.at(-1);
    if (last?.packet === piece.packet) last.to = to - offset;
    else parts.push({ packet: piece.packet, from: at - offset, to: to - offset });
    at = to;
  }
  const list = parts.map(({ packet, from, to }) => `#${packet}(${to - from})`).join(', ');
  const text = `${parts.length} Reassembled TCP Segments (${bytes.length} bytes): ${list}`;
  const item = d.add(layer, F.segments, 0, bytes.length, undefined, text);
  item.generated = true;
  for (const { packet, from, to } of parts) {
    const line = `Frame: ${packet}, payload: ${from}-${to - 1} (${to - from} bytes)`;
    d.add(item, F.segment, from, to - from, packet, line).generated = true;
  }
  d.computed(item, F.segmentCount, parts.length);
  d.computed(item, F.reassembledLength, bytes.length);
  d.add(item, F.reassembledData, 0, bytes.length, bytes).generated = true;
}

/** The rest of the segment: the beginning of a later message, or bytes that no protocol claims. */
function openEnd(
  d: Dissection,
  layer: Item | undefined,
  messages: StreamMessages,
  fromClient: boolean,
  segment: Segment,
  hasComplete: boolean,
): void {
  const { table } = d.capture;
  const at = table.payload[d.row]!;
  const captured = Math.min(segment.length, d.bytes.length - at);
  if (captured <= 0) return;
  const last = messageAt(messages, fromClient, segment.offset + captured - 1);
  if (!last) {
    const open = messages.unfinished[fromClient ? 0 : 1];
    const from = Math.max(0, (open ?? Infinity) - segment.offset);
    if (from >= captured) {
      if (!hasComplete) d.rest(at, captured);
      return;
    }
    if (layer && d.isTree)
      d.add(layer, F.segmentData, at + from, captured - from, d.slice(at + from, captured - from));
    if (!hasComplete) d.suffix(' [TCP segment of a reassembled PDU]');
    return;
  }
  if (last.row === d.row) return;
  const from = Math.max(0, last.offset - segment.offset);
  if (layer && d.isTree) {
    d.add(layer, F.segmentData, at + from, captured - from, d.slice(at + from, captured - from));
    d.computed(layer, F.reassembledIn, last.row + 1);
  }
  if (!hasComplete) d.suffix(` [TCP PDU reassembled in ${last.row + 1}]`);
}
