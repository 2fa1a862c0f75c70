/** A peer's messages as spans of its stream, and which of them a range of bytes holds. */
import { firstIndex } from '@wireside/wire';
import type { MessageCarrier, MessageRecord, PeerRecord } from './format.ts';
import type { RecordSpan, Span } from './join.ts';
import { endOf } from './join.ts';

/**
 * Where one message lies in its sender's stream. One that TLS or WebSocket carries lies where the records or frames with
 * its bytes do; if none of them was captured, it has length 0 at the end of what was.
 */
export interface MessageSpan extends Span {
  /** Number of the message, from 0. */
  readonly index: number;
  /** What it says, where the trace has it; it may say more than was ever sent. */
  readonly text?: string;
  /** What carries it, and where it lies in the content of that; absent for TCP itself. */
  readonly over?: MessageCarrier;
  readonly content?: Span;
}

/** A part of a message, or all of it. */
export interface MessagePiece {
  readonly message: number;
  /** Offset in the message. */
  readonly from: number;
  readonly length: number;
  /** Length of the whole message, in bytes. */
  readonly of: number;
}

/** The messages that a peer announced on one connection, in the order of their offsets. */
export function announcedMessages(records: readonly MessageRecord[]): MessageSpan[] {
  // A flood is announced as one message without a text. It has no boundaries that a program could miss.
  if (records.length === 1 && records[0]!.text === undefined) return [];
  return records
    .map(({ message, offset, length, text, over }): MessageSpan => ({
      index: message,
      offset,
      length,
      ...(text === undefined ? {} : { text }),
      ...(over === undefined ? {} : { over, content: { offset, length } }),
    }))
    .toSorted((a, b) => a.offset - b.offset);
}

/**
 * The messages as far as the peer's own records show them, for traces without announced messages. A record names the
 * message of the first byte of its send(), so a message that begins inside a send() is taken to begin with the next one.
 * @param sends the peer's send() records as spans of its stream.
 * @param records the peer's records of the connection.
 */
export function messagesOfSends(sends: readonly RecordSpan[], records: readonly PeerRecord[]): MessageSpan[] {
  const indexes = new Map<number, number>();
  for (const { n, message } of records) if (message !== undefined) indexes.set(n, message);
  const spans: MessageSpan[] = [];
  for (const { n, offset, length } of sends) {
    const index = indexes.get(n);
    if (index === undefined) continue;
    const last = spans.at(-1);
    if (last?.index === index) spans[spans.length - 1] = { ...last, length: offset + length - last.offset };
    else spans.push({ index, offset, length });
  }
  return spans;
}

/** What a span holds of each message, in order. @param messages in the order of their offsets. */
export function piecesIn(messages: readonly MessageSpan[], { offset, length }: Span): MessagePiece[] {
  const pieces: MessagePiece[] = [];
  const first = firstIndex(messages.length, (i) => endOf(messages[i]!) > offset);
  for (let i = first; i < messages.length; i++) {
    const message = messages[i]!;
    if (message.offset >= offset + length) break;
    const from = Math.max(0, offset - message.offset);
    const to = Math.min(message.length, offset + length - message.offset);
    if (to > from) pieces.push({ message: message.index, from, length: to - from, of: message.length });
  }
  return pieces;
}
