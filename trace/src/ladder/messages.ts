/** The peer's messages as spans of its stream, and what a row of bytes holds of them. */
import type { PeerRecord } from '../format.ts';
import type { JoinedConnection, JoinedDirection, Span } from '../join.ts';

/** Where one message of the peer lies in the stream to the program. */
export interface MessageSpan extends Span {
  /** Number of the message, from 0. */
  index: number;
}

/** A part of a message, or all of it. */
export interface MessagePiece {
  message: number;
  /** Offset in the message. */
  from: number;
  length: number;
  /** Bytes of the whole message. */
  of: number;
}

/** The peer's records of a connection. Several peers may each have a connection of that number. */
export function recordsOf(
  { local, remote, connection }: JoinedConnection,
  records: readonly PeerRecord[],
): PeerRecord[] {
  if (connection === undefined) return [];
  const accepted = records.find(
    (record) => record.event === 'accept' && record.remote === local && record.local === remote,
  );
  return records.filter(
    (record) => record.connection === connection && (accepted === undefined || record.peer === accepted.peer),
  );
}

/**
 * The messages as far as the peer's own records tell. They name the message of the first byte of each send(), so a
 * message that begins inside a send() is taken to begin with the next one.
 */
export function messagesOfPeer(direction: JoinedDirection, peer: readonly PeerRecord[]): MessageSpan[] {
  const indexes = new Map<number, number>();
  for (const { n, message } of peer) if (message !== undefined) indexes.set(n, message);
  const spans: MessageSpan[] = [];
  for (const { n, offset, length } of direction.peer) {
    const index = indexes.get(n);
    if (index === undefined) continue;
    const last = spans.at(-1);
    if (last?.index === index) last.length = offset + length - last.offset;
    else spans.push({ index, offset, length });
  }
  return spans;
}

/** What a span holds of each message, in order; the messages are in the order of their offsets. */
export function piecesIn(messages: readonly MessageSpan[], { offset, length }: Span): MessagePiece[] {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const message = messages[middle] as MessageSpan;
    if (message.offset + message.length <= offset) low = middle + 1;
    else high = middle;
  }
  const pieces: MessagePiece[] = [];
  for (; low < messages.length; low++) {
    const message = messages[low] as MessageSpan;
    if (message.offset >= offset + length) break;
    const from = Math.max(0, offset - message.offset);
    const to = Math.min(message.length, offset + length - message.offset);
    if (to > from) pieces.push({ message: message.index, from, length: to - from, of: message.length });
  }
  return pieces;
}
