/** The ribbon: what became of each message, from its sender's send() to the line that shows it. */
import { firstIndex } from '@wireside/wire';
import type { JoinedDirection } from './direction.ts';
import type { PacketSpan, RecordSpan, Span } from './join.ts';
import { endOf, overlapping, overlappingRecords } from './join.ts';
import type { ShownMessage } from './shown.ts';

/** A packet that carried bytes of a message. */
export interface RibbonPacket extends PacketSpan {
  /** The network dropped it. */
  readonly lost?: true;
}

/** What became of one message. */
export interface RibbonRow {
  /** Number of the message, from 0. */
  readonly message: number;
  /** Where it lies in the sender's stream. */
  readonly offset: number;
  readonly length: number;
  /** Its bytes as far as they were captured. */
  readonly bytes: Uint8Array;
  /** The sender's calls or records that moved any byte of it, in order. */
  readonly sends: readonly RecordSpan[];
  /** The packets that carried any byte of it, in order. */
  readonly packets: readonly RibbonPacket[];
  /** The program's calls that received any byte of it, in order. */
  readonly calls: readonly RecordSpan[];
  /** Where the program printed it; absent if its standard output does not have it. */
  readonly shown?: ShownMessage;
  /** Over how many of each it was split; retransmissions do not count. */
  readonly split: {
    readonly sends: number;
    readonly packets: number;
    readonly calls: number;
    readonly lines: number;
  };
  /** Other messages that were in the same packet, were received by the same call, or were printed on the same line. */
  readonly shared: Shared;
}

/** Numbers of messages. */
interface Shared {
  readonly packets: readonly number[];
  readonly calls: readonly number[];
  readonly lines: readonly number[];
}

/** The ribbon of one connection. */
export interface Ribbon {
  /** tcp.stream; absent if no connection has messages. */
  readonly stream?: number;
  readonly rows: readonly RibbonRow[];
  /** Bytes of the sender's stream that belong to no message. */
  readonly other: number;
}

/** The ribbon of one direction of a connection. @param lost packets that the network dropped. */
export function ribbonOf(direction: JoinedDirection, stream: number, lost: ReadonlySet<number>): Ribbon {
  const { messages } = direction;
  const shown = new Map(direction.shown.map((found) => [found.message, found]));
  const packets = direction.packets.map((span): RibbonPacket =>
    lost.has(span.packet) ? { ...span, lost: true } : span,
  );
  const near = nearby(packets);
  const rows = messages.map((span): Omit<RibbonRow, 'shared'> => {
    const found = shown.get(span.index);
    const carried = overlapping(near(span), span);
    const calls = overlappingRecords(direction.receives, span);
    const sends = overlappingRecords(direction.sends, span);
    return {
      message: span.index,
      offset: span.offset,
      length: span.length,
      bytes: direction.messageBytes(span),
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
    };
  });
  const inside = messages.reduce((sum, { length }) => sum + length, 0);
  return { stream, rows: withShared(rows), other: Math.max(0, direction.carried - inside) };
}

/** Adds to each row which other messages were in the same packets, calls and lines. */
function withShared(rows: readonly Omit<RibbonRow, 'shared'>[]): RibbonRow[] {
  type Row = (typeof rows)[number];
  /** Finds the other messages that have one of a row's keys too. */
  const others = (keysOf: (row: Row) => readonly number[]): ((row: Row) => number[]) => {
    const holders = new Map<number, Set<number>>();
    for (const row of rows) {
      for (const key of keysOf(row)) holders.set(key, (holders.get(key) ?? new Set()).add(row.message));
    }
    return (row) => {
      const found = new Set(keysOf(row).flatMap((key) => [...holders.get(key)!]));
      found.delete(row.message);
      return [...found].toSorted((a, b) => a - b);
    };
  };
  const packets = others((row) => row.packets.map(({ packet }) => packet));
  const calls = others((row) => row.calls.map(({ n }) => n));
  const lines = others(({ shown }) => shown?.parts.map(({ line }) => line) ?? []);
  return rows.map((row) => ({
    ...row,
    shared: { packets: packets(row), calls: calls(row), lines: lines(row) },
  }));
}

/** Narrows a search among packets: those that came in order are found by binary search, the rest is always included. */
function nearby(packets: readonly RibbonPacket[]): (span: Span) => RibbonPacket[] {
  const repeated = packets.filter(({ retransmission }) => retransmission);
  const inOrder = packets
    .filter(({ retransmission }) => !retransmission)
    .toSorted((a, b) => a.offset - b.offset || a.packet - b.packet);
  return ({ offset, length }) => {
    const found: RibbonPacket[] = [];
    for (let i = firstIndex(inOrder.length, (k) => endOf(inOrder[k]!) > offset); i < inOrder.length; i++) {
      if (inOrder[i]!.offset >= offset + length) break;
      found.push(inOrder[i]!);
    }
    return [...found, ...repeated].toSorted((a, b) => a.packet - b.packet);
  };
}
