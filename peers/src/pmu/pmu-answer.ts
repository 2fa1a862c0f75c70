/** What a PMU answers, and in which pieces: pure functions of the options, so that a judge can compute the same bytes. */
import { cut, cutAt, cutEverywhere, insideCharacters } from '../common/cut.ts';
import { Random } from '../common/random.ts';
import { verse } from '../common/verse.ts';
import { pmuOptions } from './pmu-options.ts';
import type { PmuInput, PmuOptions } from './pmu-options.ts';
import { MESSAGE_START } from './pmu-text.ts';

/** The bytes of one send(). */
export interface Piece {
  readonly bytes: Buffer;
  /** The index, from 0, of the message that the first byte belongs to; absent in a flood. */
  readonly message?: number;
}

/**
 * The messages that a PMU with these options sends, in order. On the wire there is nothing between them. A client receives
 * these texts joined, and finding their boundaries again is the exercise.
 *
 * @throws {PeerOptionError} when an option is not valid.
 */
export function pmuMessages(input: PmuInput): string[] {
  return messagesOf(pmuOptions.read(input));
}

/** The same for complete options of any PMU. */
export function messagesOf({
  messages,
  firstNumber,
  seed,
}: Pick<PmuOptions, 'messages' | 'firstNumber' | 'seed'>): string[] {
  const count =
    typeof messages === 'number'
      ? messages
      : new Random(`${seed}/messages`).integer(messages.min, messages.max);
  return Array.from({ length: count }, (_, index) => `${MESSAGE_START}${firstNumber + index}`);
}

/**
 * The flood that a PMU with these options sends: exactly `flood.bytes` bytes of valid UTF-8.
 *
 * @throws {PeerOptionError} when an option is not valid.
 */
export function pmuFlood(input: PmuInput): Buffer {
  return floodOf(pmuOptions.read(input));
}

/** The same for complete options of any PMU. */
export function floodOf({ seed, flood }: Pick<PmuOptions, 'seed' | 'flood'>): Buffer {
  return verse(`${seed}/flood`, flood.bytes, flood.text);
}

/**
 * Whether the client is meant to see the boundaries between pieces. Then TCP must not join pieces, which it does in two
 * ways: by Nagle's algorithm in our kernel (RFC 9293 section 3.7.4), and when the client reads too late.
 */
export function isExact(segmentation: PmuOptions['segmentation']): boolean {
  return segmentation === 'one-by-one' || segmentation === 'cut' || segmentation === 'bytes';
}

/**
 * The pieces in which the messages are sent, in groups: the delay passes between groups, and never inside one. Without a
 * delay all messages are one group, and a piece may reach from one message into the next. With a delay each message is a
 * group of its own.
 */
export function pmuMessagePieces(options: PmuOptions, delay: number): Piece[][] {
  const messages = messagesOf(options).map((text) => Buffer.from(text, 'ascii'));
  // Time separates too: what is a second apart is not joined, unless the client sleeps or a segment is lost.
  if (delay === 0) return [piecesOf(options, messages, 0)];
  return messages.map((message, index) => piecesOf(options, [message], index));
}

/** The pieces in which the flood is sent. */
export function pmuFloodPieces(options: PmuOptions, flood: Buffer): Piece[] {
  return cutAt(flood, floodBoundaries(options, flood)).map((bytes) => ({ bytes }));
}

/**
 * The boundaries of the flood's pieces. `natural` needs none: a flood is cut anyway, by the segment size (1460 bytes in a
 * packet of 1500, tcp(7) TCP_MAXSEG), by the window, and by the size of the client's own buffer.
 */
function floodBoundaries(options: PmuOptions, flood: Buffer): number[] {
  switch (options.floodSegmentation) {
    case 'natural':
      return [];
    case 'bytes':
      return cutEverywhere(flood.length);
    case 'cut':
      // Some hundred pieces are enough to show it; ten thousand would only take longer.
      return cut(flood.length, new Random(`${options.seed}/cut/flood`), {
        mean: Math.max(700, flood.length / 200),
        through: [insideCharacters(flood)],
      });
  }
}

/**
 * The pieces of messages that are sent together. `messages` are the texts, `first` is the index of the first of them. Which
 * piece belongs to which message is found by counting: offsets are the only coordinate that both ends of a stream share.
 */
function piecesOf(options: PmuOptions, messages: readonly Buffer[], first: number): Piece[] {
  // From here on it is a stream. `ends` is the only trace of the messages, and it stays on this side.
  const stream = Buffer.concat(messages);
  const ends: number[] = [];
  for (const message of messages) ends.push((ends.at(-1) ?? 0) + message.length);
  let offset = 0;
  let message = 0;
  return cutAt(stream, messageBoundaries(options, stream, ends, first)).map((bytes) => {
    while ((ends[message] ?? Infinity) <= offset) message++;
    offset += bytes.length;
    return { bytes, message: first + message };
  });
}

/**
 * The boundaries of the pieces of messages that end at `ends`. All five kinds of segmentation send the same bytes, and a
 * correct client prints the same for all of them. Each shows a mistake of incorrect ones:
 *
 * - one-by-one: none. Even "one recv() is one message" works here, which is why so many believe it.
 * - natural: that belief. The first message leaves alone, and the others join while its ACK is on the way.
 * - coalesced: printing one line per recv().
 * - cut: reading 18 bytes at a time, and taking whatever has arrived for complete messages.
 * - bytes: stopping at a short read, and deciding anything by the length of a chunk.
 */
function messageBoundaries(
  options: PmuOptions,
  stream: Buffer,
  ends: readonly number[],
  first: number,
): number[] {
  const between = ends.slice(0, -1);
  switch (options.segmentation) {
    case 'natural':
    case 'one-by-one':
      return between;
    case 'coalesced':
      return [];
    case 'bytes':
      return cutEverywhere(stream.length);
    case 'cut': {
      // Three demands: a boundary inside a message, one inside a number, and a piece with the end of one message and the
      // beginning of the next. The rest is random, with a mean from a few bytes to two messages and more, because a client
      // may be correct for one size and incorrect for another.
      const random = new Random(`${options.seed}/cut/${first}`);
      const isBetween = new Set(between);
      const inside = cutEverywhere(stream.length).filter((position) => !isBetween.has(position));
      return cut(stream.length, random, {
        mean: random.pick([5, 13, 40]),
        through: [inside, insideNumbers(stream)],
        across: between,
      });
    }
  }
}

/** The positions between two digits: a cut there makes `PMU data 1` out of `PMU data 12`, which looks complete. */
function insideNumbers(bytes: Buffer): number[] {
  return cutEverywhere(bytes.length).filter(
    (position) => isDigit(bytes[position - 1]) && isDigit(bytes[position]),
  );
}

/** Whether the boundary between two pieces is inside a number. */
export function cutsNumber(before: Piece | undefined, after: Piece): boolean {
  return before !== undefined && isDigit(before.bytes.at(-1)) && isDigit(after.bytes[0]);
}

/** Whether a byte is one of the ASCII characters 0 to 9. */
function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
