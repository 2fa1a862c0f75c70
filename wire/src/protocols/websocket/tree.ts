/** The tree of a WebSocket frame. */
import type { Dissection } from '../../core/dissection.ts';
import { concat, text, u16 } from '../../basics/bytes.ts';
import { field } from '../../core/field.ts';
import type { Item } from '../../core/field.ts';
import type { Message } from '../../core/stream-cutter.ts';
import type { StreamProtocol } from '../../core/stream-protocol.ts';
import { OPCODE, payloadOf } from './frame.ts';
import type { Fragments, Frame } from './frame.ts';

const OPCODES = { 0: 'Continuation', 1: 'Text', 2: 'Binary', 8: 'Connection Close', 9: 'Ping', 10: 'Pong' };

/** Close codes (RFC 6455 section 7.4.1 and the IANA registry). */
const CLOSE_CODES = {
  1000: 'Normal Closure',
  1001: 'Going Away',
  1002: 'Protocol error',
  1003: 'Unsupported Data',
  1005: 'No Status Rcvd',
  1006: 'Abnormal Closure',
  1007: 'Invalid frame payload data',
  1008: 'Policy Violation',
  1009: 'Message Too Big',
  1010: 'Mandatory Ext.',
  1011: 'Internal Error',
  1012: 'Service Restart',
  1013: 'Try Again Later',
  1014: 'Bad Gateway',
  1015: 'TLS handshake',
};

const F = {
  isFinal: field('websocket.fin', 'bool', 'Fin'),
  reserved: field('websocket.rsv', 'u8', 'Reserved', { base: 'hex' }),
  isCompressed: field('websocket.pmc', 'bool', 'Per-Message Compressed'),
  opcode: field('websocket.opcode', 'u8', 'Opcode', { names: OPCODES }),
  isMasked: field('websocket.mask', 'bool', 'Mask'),
  length: field('websocket.payload_length', 'u8', 'Payload length'),
  length16: field('websocket.payload_length_ext_16', 'u16', 'Extended Payload length (16 bits)'),
  length64: field('websocket.payload_length_ext_64', 'u64', 'Extended Payload length (64 bits)'),
  key: field('websocket.masking_key', 'bytes', 'Masking-Key'),
  masked: field('websocket.masked_payload', 'label', 'Masked payload'),
  payload: field('websocket.payload', 'label', 'Payload'),
  text: field('websocket.payload.text', 'str', 'Text'),
  continued: field('websocket.payload.continue', 'bytes', 'Continue'),
  close: field('websocket.payload.close', 'label', 'Close'),
  closeCode: field('websocket.payload.close.status_code', 'u16', 'Status code', { names: CLOSE_CODES }),
  closeReason: field('websocket.payload.close.reason', 'str', 'Reason'),
  ping: field('websocket.payload.ping', 'bytes', 'Ping'),
  pong: field('websocket.payload.pong', 'bytes', 'Pong'),
  unknown: field('websocket.payload.unknown', 'bytes', 'Unknown'),
  fragments: field('websocket.fragments', 'label', 'Reassembled WebSocket Fragments'),
  fragment: field('websocket.fragment', 'frame', 'WebSocket Fragment'),
};

/** Fields of WebSocket. */
export const WEBSOCKET_FIELDS = Object.values(F);

/** Adds the frame at `at` in the dissected bytes. */
export function websocketTree(protocol: StreamProtocol, d: Dissection, message: Message, at: number): void {
  const frame = message.data as Frame;
  const { opcode, isFinal, isMasked, headerLength, payloadLength } = frame;
  const name = F.opcode.names?.get(opcode) ?? 'Unknown';
  d.summary('WebSocket', `WebSocket ${name} ${isFinal ? '[FIN] ' : ''}${isMasked ? '[MASKED]' : ''}`);
  const layer = d.layer(protocol, at, headerLength + (isMasked ? payloadLength : 0));
  if (d.isTree) headerTree(d, layer, frame, at);
  if (payloadLength === 0 && !frame.fragments) return;
  const from = at + headerLength;
  const show = (): void => {
    // A masked payload is shown unmasked, in separate bytes.
    const start = isMasked ? 0 : from;
    const item = d.add(layer, F.payload, start, payloadLength, undefined);
    payloadTree(d, item, frame, start);
  };
  if (isMasked && payloadLength > 0) {
    d.add(layer, F.masked, from, payloadLength, undefined);
    const bytes = payloadOf(message.bytes, frame);
    d.inside({ name: `Unmasked data (${bytes.length} bytes)`, bytes }, show);
  } else show();
  if (frame.fragments && isFinal) wholeMessage(d, layer, frame.fragments);
}

function headerTree(d: Dissection, layer: Item, frame: Frame, at: number): void {
  const short = d.u8(at + 1) & 0x7f;
  d.add(layer, F.isFinal, at, 1, frame.isFinal);
  d.add(layer, F.reserved, at, 1, frame.reserved);
  if (frame.reserved & 4) d.add(layer, F.isCompressed, at, 1, true);
  d.add(layer, F.opcode, at, 1, frame.opcode);
  d.add(layer, F.isMasked, at + 1, 1, frame.isMasked);
  d.add(layer, F.length, at + 1, 1, short);
  if (short === 126) d.add(layer, F.length16, at + 2, 2, frame.payloadLength);
  if (short === 127) d.add(layer, F.length64, at + 2, 8, BigInt(frame.payloadLength));
  if (frame.isMasked) {
    const keyAt = at + frame.headerLength - 4;
    d.add(layer, F.key, keyAt, 4, d.slice(keyAt, 4));
  }
}

/** What the payload of one frame means; `at` is where it lies unmasked. */
function payloadTree(d: Dissection, parent: Item, frame: Frame, at: number): void {
  const { opcode, payloadLength: length } = frame;
  const bytes = d.slice(at, length);
  switch (opcode) {
    case OPCODE.close: {
      const close = d.add(parent, F.close, at, length, undefined);
      if (length >= 2) d.add(close, F.closeCode, at, 2, u16(bytes, 0));
      if (length > 2) d.add(close, F.closeReason, at + 2, length - 2, text(bytes.subarray(2)));
      return;
    }
    case OPCODE.ping:
      return void d.add(parent, F.ping, at, length, bytes);
    case OPCODE.pong:
      return void d.add(parent, F.pong, at, length, bytes);
    case OPCODE.text:
    case OPCODE.binary:
    case OPCODE.continuation:
      break;
    default:
      return void d.add(parent, F.unknown, at, length, bytes);
  }
  if (frame.fragments) return void d.add(parent, F.continued, at, length, bytes);
  const isCompressed = (frame.reserved & 4) !== 0;
  if (opcode === OPCODE.text && !isCompressed) d.add(parent, F.text, at, length, text(bytes));
  if (isCompressed || !d.payload(at, length)) {
    if (opcode !== OPCODE.text || isCompressed) d.rest(at, length);
  }
}

/** The message that the last fragment completes. */
function wholeMessage(d: Dissection, layer: Item, { opcode, frames }: Fragments): void {
  const bytes = concat(frames.map((one) => payloadOf(one.bytes, one.frame)));
  const line = `${frames.length} Reassembled WebSocket Fragments (${bytes.length} bytes)`;
  const item = d.computed(layer, F.fragments, undefined, line);
  for (const { row } of frames) d.computed(item, F.fragment, row + 1);
  if (opcode === undefined) return d.note(item, '[The first fragment is not in the capture]');
  const isCompressed = (frames[0]!.frame.reserved & 4) !== 0;
  d.inside({ name: `Reassembled WebSocket (${bytes.length} bytes)`, bytes }, () => {
    if (opcode === OPCODE.text && !isCompressed) {
      const payload = d.add(layer, F.payload, 0, bytes.length, undefined);
      d.add(payload, F.text, 0, bytes.length, text(bytes));
    } else if (isCompressed || !d.payload(0, bytes.length)) d.rest(0, bytes.length);
  });
}
