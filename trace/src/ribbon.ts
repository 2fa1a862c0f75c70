/** The ribbon: what became of each message, from the peer's send() to the line that shows it. */
import { tcpStreams } from '@wireside/wire';
import { findResent } from './ladder/resent.ts';
import {
  type JoinedConnection,
  joinTrace,
  overlapping,
  overlappingRecords,
  type PacketSpan,
  type RecordSpan,
} from './join.ts';
import { type MessageSpan, messagesOfPeer, recordsOf } from './ladder/messages.ts';
import { outputLines } from './output.ts';
import { type ShownMessage, shownMessages } from './ladder/shown.ts';
import type { Trace } from './trace.ts';

/** A packet that carried bytes of a message. */
export interface RibbonPacket extends PacketSpan {
  /** The network dropped it. */
  lost?: true;
}

/** One message. */
export interface RibbonRow {
  message: number;
  offset: number;
  length: number;
  /** Its bytes as far as they were captured. */
  bytes: Uint8Array;
  /** The peer's send() records, the packets and the program's calls that moved any byte of it, in order. */
  sends: RecordSpan[];
  packets: RibbonPacket[];
  calls: RecordSpan[];
  /** Where the program printed it; absent when it is nowhere in its standard output. */
  shown?: ShownMessage;
  /** Over how many of each it was split; retransmissions do not count. */
  split: { sends: number; packets: number; calls: number; lines: number };
  /** Other messages that were in the same packet, received by the same call, printed on the same line. */
  shared: { packets: number[]; calls: number[]; lines: number[] };
}

/** The ribbon of one connection. */
export interface Ribbon {
  /** tcp.stream; absent when there is no connection with messages. */
  stream?: number;
  rows: RibbonRow[];
  /** Bytes of the peer's stream that belong to no message. */
  other: number;
}

/**
 * The messages of the first connection that has any.
 * @param messages where they begin and end; from the peer's records where absent.
 */
export function ribbon(trace: Trace, messages?: readonly MessageSpan[]): Ribbon {
  for (const connection of joinTrace(trace)) {
    const records = recordsOf(connection, trace.peer);
    const spans = messages ?? messagesOfPeer(connection.toProgram, records);
    if (spans.length > 0 && connection.toProgram.carried > 0) return ribbonOf(trace, connection, spans);
  }
  return { rows: [], other: 0 };
}

function ribbonOf(trace: Trace, connection: JoinedConnection, messages: readonly MessageSpan[]): Ribbon {
  const { toProgram, stream, client } = connection;
  const halves = tcpStreams(trace.capture)[stream];
  const bytes = (client ? halves?.toClient : halves?.toServer)?.bytes() ?? new Uint8Array(0);
  const { lost } = findResent(trace.capture, (trace.run.loss?.percent ?? 0) > 0);
  const lines = outputLines(trace.output, 'stdout', trace.calls);
  const shown = new Map(shownMessages(lines, messages, bytes).map((found) => [found.message, found]));
  const packets = toProgram.packets.map((span): RibbonPacket =>
    lost.has(span.packet) ? { ...span, lost: true } : span,
  );
  const near = nearby(packets);
  const rows = messages.map((span): RibbonRow => {
    const found = shown.get(span.index);
    const carried = overlapping(near(span), span);
    const calls = overlappingRecords(toProgram.calls, span);
    const sends = overlappingRecords(toProgram.peer, span);
    return {
      message: span.index,
      offset: span.offset,
      length: span.length,
      bytes: bytes.subarray(span.offset, span.offset + span.length),
      sends,
      packets: carried,
      calls,
      ...(found === undefined ? {} : { shown: found }),
      split: {
        sends: sends.length,
        packets: carried.filter(({ retransmission }) => !retransmission).length,
        calls: calls.length,
        lines: found === undefined ? 0 : found.to - found.from + 1,
      },
      shared: { packets: [], calls: [], lines: [] },
    };
  });
  share(rows);
  const inside = messages.reduce((sum, { length }) => sum + length, 0);
  return { stream, rows, other: Math.max(0, toProgram.carried - inside) };
}

/** Fills in who was with whom; only neighbours can have been, for bytes and lines are in order. */
function share(rows: readonly RibbonRow[]): void {
  const together = (kind: keyof RibbonRow['shared'], keysOf: (row: RibbonRow) => number[]): void => {
    const holders = new Map<number, Set<number>>();
    for (const row of rows) {
      for (const key of keysOf(row)) holders.set(key, (holders.get(key) ?? new Set()).add(row.message));
    }
    for (const row of rows) {
      const others = new Set(keysOf(row).flatMap((key) => [...(holders.get(key) as Set<number>)]));
      others.delete(row.message);
      row.shared[kind] = [...others].toSorted((a, b) => a - b);
    }
  };
  together('packets', ({ packets }) => packets.map(({ packet }) => packet));
  together('calls', ({ calls }) => calls.map(({ n }) => n));
  together('lines', ({ shown }) => shown?.parts.map(({ line }) => line) ?? []);
}

/** Narrows a search among packets: those of ordinary order are found by halving, the rest is always looked at. */
function nearby(
  packets: readonly RibbonPacket[],
): (span: { offset: number; length: number }) => RibbonPacket[] {
  const late = packets.filter(({ retransmission }) => retransmission);
  const ordinary = packets
    .filter(({ retransmission }) => !retransmission)
    .toSorted((a, b) => a.offset - b.offset || a.packet - b.packet);
  return ({ offset, length }) => {
    let low = 0;
    let high = ordinary.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const span = ordinary[middle] as RibbonPacket;
      if (span.offset + span.length <= offset) low = middle + 1;
      else high = middle;
    }
    const found: RibbonPacket[] = [];
    for (; low < ordinary.length && (ordinary[low] as RibbonPacket).offset < offset + length; low++) {
      found.push(ordinary[low] as RibbonPacket);
    }
    return [...found, ...late].toSorted((a, b) => a.packet - b.packet);
  };
}
