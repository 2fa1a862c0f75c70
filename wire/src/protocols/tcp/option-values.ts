/** The options of one TCP header as values (RFC 9293 section 3.2, RFC 7323, RFC 2018, RFC 7413). */
import type { Packets } from '../../core/packets.ts';
import { TRAITS } from '../../table/table.ts';
import { u16, u32 } from '../../basics/bytes.ts';

/** What a TCP header says in its options; properties of absent options are left out. */
export interface TcpOptions {
  /** Maximum segment size that the sender of this packet can receive, in bytes. */
  maximumSegment?: number;
  /** The sender's windows are multiplied by two to this power; at most 14. */
  windowShift?: number;
  sackPermitted?: boolean;
  /** Selectively acknowledged ranges: raw sequence numbers, the right one after the last byte. */
  sack?: readonly (readonly [left: number, right: number])[];
  timestamps?: { value: number; echo: number };
  /** Bytes of TCP Fast Open's cookie; 0 for a request for one. */
  fastOpenCookie?: number;
}

/** The options of a TCP row, as far as they were captured; empty for any other row. */
export function tcpOptions(capture: Packets, row: number): TcpOptions {
  const { table } = capture;
  const found: TcpOptions = {};
  if (!(table.traits[row]! & TRAITS.tcp)) return found;
  const frame = capture.frame(row);
  const end = Math.min(frame.length, table.payload[row]!);
  for (let at = table.transport[row]! + 20; at < end;) {
    const kind = frame[at]!;
    if (kind === 0) break;
    const length = kind === 1 ? 1 : (frame[at + 1] ?? 0);
    if (length < 1 || (kind !== 1 && length < 2) || at + length > end) break;
    if (kind === 2 && length === 4) found.maximumSegment = u16(frame, at + 2);
    else if (kind === 3 && length === 3) found.windowShift = Math.min(14, frame[at + 2]!);
    else if (kind === 4) found.sackPermitted = true;
    else if (kind === 5) found.sack = blocksAt(frame, at, length);
    else if (kind === 8 && length === 10) {
      found.timestamps = { value: u32(frame, at + 2), echo: u32(frame, at + 6) };
    } else if (kind === 34) found.fastOpenCookie = length - 2;
    at += length;
  }
  return found;
}

function blocksAt(frame: Uint8Array, at: number, length: number): [number, number][] {
  const blocks: [number, number][] = [];
  for (let i = at + 2; i + 8 <= at + length; i += 8) blocks.push([u32(frame, i), u32(frame, i + 4)]);
  return blocks;
}
