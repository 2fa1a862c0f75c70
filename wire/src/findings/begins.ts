/** How the two directions of a TCP stream begin. */
import type { Capture } from '../core/capture.ts';
import { TcpStream } from '../streams/tcp-streams.ts';
import type { Direction } from '../streams/direction.ts';

/** The first bytes of a direction, and the packet that brought them. */
export interface Beginning {
  readonly bytes: Uint8Array;
  readonly packet: number;
}

/** Rules that tell only how a connection ended: less than the rule that says why its TLS handshake failed. */
export const AFTER_FAILED_HANDSHAKE: readonly string[] = ['peer-refused', 'reset', 'reset-unread', 'sigpipe'];

/** The beginnings of both directions of a stream; undefined for one without bytes, or whose beginning is missing. */
export function beginningsOf(
  capture: Capture,
  stream: number,
): readonly [Beginning | undefined, Beginning | undefined] {
  const { toServer, toClient } = new TcpStream(capture, stream);
  return [beginningOf(toServer), beginningOf(toClient)];
}

function beginningOf(direction: Direction): Beginning | undefined {
  const [first] = direction.pieces;
  if (first === undefined || first.offset !== 0) return undefined;
  return { bytes: direction.pieceBytes(first), packet: first.packet };
}

/** Content types of TLS records: change cipher spec, alert, handshake, application data (RFC 8446, 5.1). */
const TLS = { first: 20, last: 23, alert: 21, handshake: 22 } as const;
/** Types of handshake messages. */
const HELLO = { client: 1, server: 2 } as const;

/** Whether bytes begin with a record of TLS. */
export const isTls = ([type = 0, major = 0, minor = 9]: Uint8Array): boolean =>
  type >= TLS.first && type <= TLS.last && major === 3 && minor <= 4;

/** Whether bytes begin with a Client Hello of TLS. */
export const isClientHello = (bytes: Uint8Array): boolean =>
  isTls(bytes) && bytes[0] === TLS.handshake && bytes[5] === HELLO.client;

/** Whether bytes begin with an alert of TLS. */
export const isAlert = (bytes: Uint8Array): boolean =>
  isTls(bytes) && bytes[0] === TLS.alert && bytes[4] === 2;

/** Bytes that are compared: with them comes the random number of the Client Hello (RFC 8446, 4.1.2). */
const COMPARED = 43;

/** Whether two messages begin with the same bytes, as far as the shorter one goes. */
export const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.subarray(0, Math.min(COMPARED, other.length)).every((byte, place) => byte === other[place]);
