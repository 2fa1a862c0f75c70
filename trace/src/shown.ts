/** Where the program printed the peer's messages, and what each line that it printed is. */
import { firstIndex } from '@wireside/wire';
import type { MessageSpan } from './messages.ts';
import type { OutputLine } from './output.ts';

/** Where a message was printed. */
export interface ShownMessage {
  /** Number of the message, from 0. */
  readonly message: number;
  /** Number of the first line that shows it. */
  readonly from: number;
  /** Number of the last line that shows it; one message may be split over several lines. */
  readonly to: number;
  /** Offset and length of its bytes in each of these lines. */
  readonly parts: readonly LinePart[];
  /** When its last byte was printed, µs since the epoch. */
  readonly at: number;
}

/** Bytes of one line. */
export interface LinePart {
  /** Number of the line, from 1. */
  readonly line: number;
  readonly offset: number;
  readonly length: number;
}

/**
 * What a line is: exactly one message, apart from spaces at its ends; `broken` if it holds a message or a piece of one
 * and something else or less; `other` if it has nothing to do with messages.
 */
export type LineContent =
  | { readonly line: OutputLine; readonly kind: 'message'; readonly message: number }
  | { readonly line: OutputLine; readonly kind: 'broken' | 'other' };

/** Bytes of output that are searched. */
const MAX_SEARCHED = 4 << 20;
/** Longest text that is compared, in bytes; of a longer message, its beginning is searched for. */
const MAX_TEXT = 4096;
/** By how many characters a piece of a message may be longer than the first message. */
const PIECE_TOLERANCE = 4;
/** Characters of a piece that is recognized. */
const MIN_PIECE = 5;
const CARRIAGE_RETURN = 13;

/**
 * Messages that the lines show, each at most once, in the order of the messages. Newlines inside a message do not
 * matter. A message that ends in a digit is not found where another digit follows on the same line: `data 1` is not
 * shown by `data 12`.
 *
 * Messages are first searched for in their order. One that is not found after the message before it was printed out of
 * order, or not at all: it is searched for in what is left of the output.
 * @param stream the bytes of the peer's stream.
 */
export function shownMessages(
  lines: readonly OutputLine[],
  messages: readonly MessageSpan[],
  stream: Uint8Array,
): ShownMessage[] {
  const output = new JoinedLines(lines);
  const texts = messages.map(({ offset, length }) =>
    latin1(stream.subarray(offset, offset + Math.min(length, MAX_TEXT))),
  );
  const places: (number | undefined)[] = [];
  let from = 0;
  for (const text of texts) {
    const at = output.find(text, from);
    places.push(at);
    if (at === undefined) continue;
    output.take(at, text.length);
    from = at + text.length;
  }
  return messages.flatMap(({ index }, i) => {
    const text = texts[i]!;
    let at = places[i];
    if (at === undefined) {
      at = output.find(text, 0);
      if (at === undefined) return [];
      output.take(at, text.length);
    }
    const parts = output.partsOf(at, text.length);
    const first = parts[0]!;
    const last = parts.at(-1)!;
    return [{ message: index, from: first.line, to: last.line, parts, at: lines[last.line - 1]!.at }];
  });
}

/** What each line is. @param messages with their whole texts. */
export function classifyLines(
  lines: readonly OutputLine[],
  messages: readonly { readonly index: number; readonly text: string }[],
): LineContent[] {
  const byText = new Map(messages.map(({ text, index }) => [text, index]));
  const decoder = new TextDecoder();
  return lines.map((line): LineContent => {
    const text = decoder.decode(line.bytes.subarray(0, MAX_TEXT)).trim();
    const message = byText.get(text);
    if (message !== undefined && line.bytes.length <= MAX_TEXT) return { line, kind: 'message', message };
    return { line, kind: isPiece(text, messages) ? 'broken' : 'other' };
  });
}

/** Whether a text is a part of a message, or has one in it: `This is PMU da`, `0This is PMU data 1`, `b'This is …'`. */
function isPiece(text: string, messages: readonly { readonly text: string }[]): boolean {
  const sample = messages[0]?.text ?? '';
  const words = sample.replace(/\d+$/, '').trim();
  if (words === '') return false;
  if (text.includes(words)) return true;
  // A piece that a cut left behind. Shorter ones, such as a number, may be a line of the program's own.
  return (
    text.length >= MIN_PIECE &&
    text.length < sample.length + PIECE_TOLERANCE &&
    messages.some((message) => message.text.startsWith(text) || message.text.endsWith(text))
  );
}

/** All lines as one text without newlines, one character per byte. */
class JoinedLines {
  readonly #text: string;
  /** Position of each line's first byte in the text. */
  readonly #starts: number[] = [];
  /** Where messages were found already, in order. */
  readonly #taken: { from: number; to: number }[] = [];

  constructor(lines: readonly OutputLine[]) {
    const pieces: string[] = [];
    let at = 0;
    for (const { bytes } of lines) {
      if (at > MAX_SEARCHED) break;
      this.#starts.push(at);
      const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
      pieces.push(latin1(bytes.subarray(0, end)));
      at += end;
    }
    this.#text = pieces.join('');
  }

  /** The first position from `from` on where a whole text begins that is not taken yet. */
  find(text: string, from: number): number | undefined {
    if (text === '') return undefined;
    let at = this.#text.indexOf(text, from);
    while (at >= 0) {
      const end = at + text.length;
      const taken = this.#taken[this.#takenAfter(at)];
      if (taken !== undefined && taken.from < end) at = this.#text.indexOf(text, taken.to);
      else if (this.#isCutOff(end)) at = this.#text.indexOf(text, at + 1);
      else return at;
    }
    return undefined;
  }

  /** Keeps bytes from being found again. */
  take(at: number, length: number): void {
    this.#taken.splice(this.#takenAfter(at), 0, { from: at, to: at + length });
  }

  /** The lines that hold a range of the text. */
  partsOf(at: number, length: number): LinePart[] {
    const parts: LinePart[] = [];
    for (let i = this.#lineAt(at); i < this.#starts.length; i++) {
      const start = this.#starts[i]!;
      if (start >= at + length) break;
      const end = this.#starts[i + 1] ?? this.#text.length;
      const from = Math.max(start, at);
      const to = Math.min(end, at + length);
      if (to > from) parts.push({ line: i + 1, offset: from - start, length: to - from });
    }
    return parts;
  }

  /** Index of the first taken range that ends after a position. */
  #takenAfter(at: number): number {
    return firstIndex(this.#taken.length, (i) => this.#taken[i]!.to > at);
  }

  /** Whether the text goes on at `at` with a digit after a digit, on the same line. */
  #isCutOff(at: number): boolean {
    const isDigit = (i: number): boolean => /\d/.test(this.#text[i] ?? '');
    return isDigit(at - 1) && isDigit(at) && this.#lineAt(at - 1) === this.#lineAt(at);
  }

  /** Index of the last line that begins at or before a position. */
  #lineAt(at: number): number {
    return firstIndex(this.#starts.length, (i) => this.#starts[i]! > at) - 1;
  }
}

const DECODER = new TextDecoder('latin1');

/** Bytes as characters, one each. */
function latin1(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}
