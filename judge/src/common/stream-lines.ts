/** The lines of one direction of a TCP connection, and the packets that carried them. */
import type { JoinedDirection, PacketSpan } from '@wireside/trace';
import { firstIndex } from '@wireside/wire';

const NEWLINE = 10;
/** Lines that are read of a direction; more are left out. */
const MAX_LINES = 2000;

/** A line in the stream of one sender. */
export interface StreamLine {
  /** Where it begins in the stream. */
  readonly offset: number;
  /** Its bytes, without the newline. */
  readonly bytes: Uint8Array;
  /** Whether a newline ends it. */
  readonly ended: boolean;
  /** The packets that first carried its first byte, the last one of its text, and the last one with the newline. */
  readonly first: PacketSpan;
  readonly text: PacketSpan;
  readonly last: PacketSpan;
}

/** The lines that a direction carried, in order, the empty ones too. */
export function streamLines({ bytes, packets }: JoinedDirection): StreamLine[] {
  const fresh = packets.filter((one) => !one.retransmission).toSorted((a, b) => a.offset - b.offset);
  const packetOf = (offset: number): PacketSpan | undefined =>
    fresh[firstIndex(fresh.length, (i) => fresh[i]!.offset + fresh[i]!.length > offset)];
  const lines: StreamLine[] = [];
  for (let offset = 0; offset < bytes.length && lines.length < MAX_LINES;) {
    const newline = bytes.indexOf(NEWLINE, offset);
    const end = newline < 0 ? bytes.length : newline;
    const ended = newline >= 0;
    const first = packetOf(offset);
    const text = packetOf(Math.max(offset, end - 1));
    const last = ended ? packetOf(end) : text;
    if (first !== undefined && text !== undefined && last !== undefined)
      lines.push({ offset, bytes: bytes.subarray(offset, end), ended, first, text, last });
    offset = end + 1;
  }
  return lines;
}

/** Where a line ends in its stream, the newline included. */
export const endOfLine = ({ offset, bytes, ended }: StreamLine): number =>
  offset + bytes.length + (ended ? 1 : 0);

/** Whether a line says nothing; a carriage return does not count. */
export const isEmptyLine = ({ bytes }: StreamLine): boolean =>
  bytes.length === 0 || (bytes.length === 1 && bytes[0] === 0x0d);
