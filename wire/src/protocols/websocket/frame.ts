/**
 * The header and payload of one WebSocket frame (RFC 6455 section 5.2).
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |F| RSV | Opcode|M|    Length   |   Extended length (16 or 64)  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Extended length, continued (if Length is 127)         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      ... extended length      |   Masking key (if M is set)   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |        ... masking key        |            Payload            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * F is set on the final frame of a message. A length of 126 is followed by the length in 16 bits, 127 by 64 bits.
 */
import { u16, u32 } from '../../basics/bytes.ts';

/** Opcodes (RFC 6455 section 5.2). */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** One frame's header. */
export interface Frame {
  readonly isFinal: boolean;
  /** The three reserved bits; the first says that permessage-deflate was used (RFC 7692). */
  readonly reserved: number;
  readonly opcode: number;
  readonly isMasked: boolean;
  /** Bytes before the payload, with the masking key. */
  readonly headerLength: number;
  readonly payloadLength: number;
  /** The fragments so far, including this one; undefined for a frame that is a whole message. */
  fragments?: Fragments;
}

/** Frames of one fragmented message. */
export interface Fragments {
  /** The opcode of the first frame; undefined if it is not in the capture. */
  readonly opcode: number | undefined;
  readonly frames: { readonly row: number; readonly bytes: Uint8Array; readonly frame: Frame }[];
}

/** Reads a frame's header; undefined if it is incomplete. */
export function frameOf(bytes: Uint8Array): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes[1]! & 0x7f;
  const isMasked = (bytes[1]! & 0x80) !== 0;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const headerLength = 2 + extended + (isMasked ? 4 : 0);
  if (bytes.length < headerLength) return undefined;
  const payloadLength =
    extended === 2 ? u16(bytes, 2) : extended === 8 ? u32(bytes, 2) * 2 ** 32 + u32(bytes, 6) : short;
  return {
    isFinal: (bytes[0]! & 0x80) !== 0,
    reserved: (bytes[0]! >>> 4) & 7,
    opcode: bytes[0]! & 15,
    isMasked,
    headerLength,
    payloadLength,
  };
}

/** A frame's payload without its mask; a copy if it was masked. */
export function payloadOf(bytes: Uint8Array, frame: Frame): Uint8Array {
  const payload = bytes.subarray(frame.headerLength, frame.headerLength + frame.payloadLength);
  if (!frame.isMasked) return payload;
  const key = bytes.subarray(frame.headerLength - 4, frame.headerLength);
  return payload.map((byte, index) => byte ^ key[index & 3]!);
}
