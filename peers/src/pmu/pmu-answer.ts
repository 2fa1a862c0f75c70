/** What a PMU answers, and in which pieces: pure functions of the options, so that a judge can compute the same bytes. */
import { cut, cutAt, cutEverywhere, insideCharacters } from '../common/cut.ts';
import { type PmuInput, type PmuOptions, pmuOptions } from './pmu-options.ts';
import { Random } from '../common/random.ts';
import { verse } from '../common/verse.ts';

/** What one send() is given. */
export interface Piece {
  readonly bytes: Buffer;
  /** The index, from 0, of the message that the first byte belongs to; absent in a flood. */
  readonly message?: number;
}

/**
 * The messages that a PMU with these options sends, in order. There is nothing between them on the wire: what a client
 * receives is these texts joined, and finding their borders again is the exercise.
 */
export function pmuMessages(input: PmuInput): string[] {
  return messagesOf(pmuOptions(input));
}

/** The same for options that are complete, whatever else is in them. */
export function messagesOf({
  messages,
  firstNumber,
  seed,
}: Pick<PmuOptions, 'messages' | 'firstNumber' | 'seed'>): string[] {
  const count =
    typeof messages === 'number'
      ? messages
      : new Random(`${seed}/messages`).integer(messages.min, messages.max);
  return Array.from({ length: count }, (_, index) => `This is PMU data ${firstNumber + index}`);
}

/** The flood that a PMU with these options sends: exactly `flood.bytes` bytes of valid UTF-8. */
export function pmuFlood(input: PmuInput): Buffer {
  return floodOf(pmuOptions(input));
}

/** The same for options that are complete, whatever else is in them. */
export function floodOf({ seed, flood }: Pick<PmuOptions, 'seed' | 'flood'>): Buffer {
  return verse(`${seed}/flood`, flood.bytes, flood.text);
}

/**
 * Whether the borders between pieces are meant to be seen by the client. If so, TCP's two ways of joining pieces have to
 * be kept out: Nagle's algorithm in our kernel (RFC 9293 section 3.7.4), and a client that reads too late.
 */
export function isExact(segmentation: PmuOptions['segmentation']): boolean {
  return segmentation === 'one-by-one' || segmentation === 'cut' || segmentation === 'bytes';
}

/**
 * The pieces in which the messages are sent, in groups: the delay passes between groups, and nothing passes inside one.
 * Without a delay all messages are one group, and pieces may reach from one message into the next; with a delay each
 * message is a group of its own.
 */
export function pmuMessagePieces(options: PmuOptions, delay: number): Piece[][] {
  const messages = messagesOf(options).map((text) => Buffer.from(text, 'ascii'));
  // Time makes borders as well: what is a second apart is not joined, unless the client sleeps or a segment is lost.
  if (delay === 0) return [piecesOf(options, messages, 0)];
  return messages.map((message, index) => piecesOf(options, [message], index));
}

/** The pieces in which the flood is sent. */
export function pmuFloodPieces(options: PmuOptions, flood: Buffer): Piece[] {
  return cutAt(flood, floodBorders(options, flood)).map((bytes) => ({ bytes }));
}

/**
 * The borders of the flood's pieces. `natural` needs none: a flood is cut anyway, by the segment size (1460 bytes of a
 * packet of 1500, tcp(7) TCP_MAXSEG), by the window, and by the size of the client's own buffer.
 */
function floodBorders(options: PmuOptions, flood: Buffer): number[] {
  switch (options.floodSegmentation) {
    case 'natural':
      return [];
    case 'bytes':
      return cutEverywhere(flood.length);
    case 'cut':
      // Some hundred pieces are enough to show it; ten thousand would only take long.
      return cut(flood.length, new Random(`${options.seed}/cut/flood`), {
        mean: Math.max(700, flood.length / 200),
        through: [insideCharacters(flood)],
      });
  }
}

/**
 * The pieces of messages that are sent in one go. What belongs to which message is found again by counting: offsets are
 * the only coordinate that both sides of a stream share.
 *
 * `messages` are the texts, `first` is the index of the first of them.
 */
function piecesOf(options: PmuOptions, messages: readonly Buffer[], first: number): Piece[] {
  // From here on it is a stream: `ends` is the only trace of what a message was, and it stays on this side.
  const whole = Buffer.concat(messages);
  const ends: number[] = [];
  for (const message of messages) ends.push((ends.at(-1) ?? 0) + message.length);
  let offset = 0;
  let message = 0;
  return cutAt(whole, borders(options, whole, ends, first)).map((bytes) => {
    while ((ends[message] ?? Infinity) <= offset) message++;
    offset += bytes.length;
    return { bytes, message: first + message };
  });
}

/**
 * The borders of the pieces of messages that end at `ends`. All five ways send the same bytes, and to a right client they
 * are all the same. Each is the death of some wrong one:
 *
 * - one-by-one: of nobody. Here even "one recv() is one message" works, and that is why so many believe in it.
 * - natural: of those who believe in it. The first message leaves alone, the others join while its ACK is on its way.
 * - coalesced: of those who print once for each recv().
 * - cut: of those who read 18 bytes at a time, and of those who take what has arrived for whole messages.
 * - bytes: of those who stop at a short read, or who decide anything by the length of a chunk.
 */
function borders(options: PmuOptions, whole: Buffer, ends: readonly number[], first: number): number[] {
  const between = ends.slice(0, -1);
  switch (options.segmentation) {
    case 'natural':
    case 'one-by-one':
      return between;
    case 'coalesced':
      return [];
    case 'bytes':
      return cutEverywhere(whole.length);
    case 'cut': {
      // Three demands: a border inside a message, one inside a number, and a piece with the end of one message and the
      // beginning of the next. Otherwise chance: from crumbs to pieces of two messages and more: a client may be right for one of them and wrong for another.
      const random = new Random(`${options.seed}/cut/${first}`);
      const isBetween = new Set(between);
      const inside = cutEverywhere(whole.length).filter((position) => !isBetween.has(position));
      return cut(whole.length, random, {
        mean: random.pick([5, 13, 40]),
        through: [inside, insideNumbers(whole)],
        across: between,
      });
    }
  }
}

/** The positions between two digits: a border there makes `PMU data 1` out of `PMU data 12`, which looks complete. */
function insideNumbers(bytes: Buffer): number[] {
  return cutEverywhere(bytes.length).filter(
    (position) => isDigit(bytes[position - 1]) && isDigit(bytes[position]),
  );
}

/** Whether the border between two pieces goes through a number. */
export function cutsNumber(before: Piece | undefined, after: Piece): boolean {
  return before !== undefined && isDigit(before.bytes.at(-1)) && isDigit(after.bytes[0]);
}

/** Whether a byte is one of the ASCII characters 0 to 9. */
function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
