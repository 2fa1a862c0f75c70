/** The frames of a WebSocket in one direction, and the messages that they make (RFC 6455, 5). */
import type { ActorConnection, Model, Span } from '@wireside/trace';
import type { WebsocketFrame } from '@wireside/wire';
import {
  concat,
  streamMessages,
  WEBSOCKET_OPCODE as OPCODE,
  websocketFrame,
  websocketPayload,
} from '@wireside/wire';

/** A frame that was on the wire, whole. As a span it lies in TCP's stream. */
export interface Frame extends Span {
  readonly opcode: number;
  /** Whether it is the last one of its message. */
  readonly isFinal: boolean;
  readonly isMasked: boolean;
  /** Its payload, without the mask. */
  readonly payload: Uint8Array;
  /** The packet with its last byte. */
  readonly packet: number;
}

/** A message of one frame or of several; the last one may be incomplete. */
export interface FramedMessage {
  /** Text or binary. */
  readonly opcode: number;
  readonly bytes: Uint8Array;
  readonly frames: readonly Frame[];
}

/** Frames of one direction that are read; the rest is left out. */
const MAX_FRAMES = 20_000;

/** Names of the opcodes, with their articles. */
const NAMES: Readonly<Record<number, string>> = {
  [OPCODE.continuation]: 'a continuation frame',
  [OPCODE.text]: 'a text frame',
  [OPCODE.binary]: 'a binary frame',
  [OPCODE.close]: 'a close frame',
  [OPCODE.ping]: 'a ping',
  [OPCODE.pong]: 'a pong',
};

/** `a binary frame`. */
export const opcodeName = (opcode: number): string => NAMES[opcode] ?? `a frame of opcode ${opcode}`;

/** The frames of one end of a connection, in order. */
export function framesOf(model: Model, { connection }: ActorConnection, fromClient: boolean): Frame[] {
  const all = streamMessages(model.capture, connection.stream).all.filter(
    (one) => one.depth === 0 && one.protocol.name === 'websocket' && one.fromClient === fromClient,
  );
  return all.slice(0, MAX_FRAMES).map(({ offset, bytes, row, data }): Frame => {
    const frame = data as WebsocketFrame;
    return {
      opcode: frame.opcode,
      isFinal: frame.isFinal,
      isMasked: frame.isMasked,
      payload: websocketPayload(bytes, frame),
      packet: row + 1,
      offset,
      length: bytes.length,
    };
  });
}

/** What was on the wire of the payload of the server's last frame, where that is incomplete. */
export function unfinishedPayload(model: Model, { connection, incoming }: ActorConnection): Uint8Array {
  const [, offset] = streamMessages(model.capture, connection.stream).unfinished;
  const bytes = incoming.bytes.subarray(offset ?? Infinity);
  const frame = websocketFrame(bytes);
  return frame === undefined || frame.opcode > OPCODE.binary
    ? new Uint8Array(0)
    : websocketPayload(bytes, frame);
}

/** The messages that frames make; control frames may stand between those of a message, and are no part of it. */
export function framedMessages(frames: readonly Frame[]): FramedMessage[] {
  const rows: Frame[][] = [];
  let open: Frame[] | undefined;
  for (const frame of frames) {
    if (frame.opcode > OPCODE.binary) continue;
    if (frame.opcode !== OPCODE.continuation || open === undefined) rows.push((open = []));
    open.push(frame);
    if (frame.isFinal) open = undefined;
  }
  return rows.map((row) => ({
    opcode: row[0]!.opcode,
    bytes: concat(row.map(({ payload }) => payload)),
    frames: row,
  }));
}
