/** Announces the messages that a peer is about to send, whatever carries them. */
import { MAX_MESSAGE_TEXT } from '../peer.ts';
import type { Ends, MessageCarrier, PeerMessage } from '../peer.ts';

/** A message, before it has a place in the stream. */
export interface Announced {
  /** In bytes. */
  readonly length: number;
  /** What it says; a flood has no text. */
  readonly text?: string;
}

/** Where the first message begins, and on which connection. */
interface Place extends Ends {
  readonly connection: number;
  readonly over: MessageCarrier | undefined;
  readonly offset: number;
  /** The index of the first message. */
  readonly first: number;
}

/** Reports the messages one after the other: each begins where the one before it ends. */
export function announceAt(
  messages: readonly Announced[],
  { offset, first, over, ...place }: Place,
  report: (message: Omit<PeerMessage, 'at' | 'peer'>) => void,
): void {
  let at = offset;
  for (const [index, { length, text }] of messages.entries()) {
    report({
      ...place,
      message: first + index,
      offset: at,
      length,
      ...(text !== undefined && length <= MAX_MESSAGE_TEXT ? { text } : {}),
      ...(over === undefined ? {} : { over }),
    });
    at += length;
  }
}
