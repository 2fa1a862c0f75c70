/** Finds the peer's messages again in what the program printed: by their texts, in their order. */
import type { MessageSpan } from './messages.ts';
import type { OutputLine } from '../output.ts';

/** Where a message was printed. */
export interface ShownMessage {
  message: number;
  /** Numbers of the first and the last line that show it; one message may be broken over several lines. */
  from: number;
  to: number;
  /** Offset and length of its bytes in each of these lines. */
  parts: { line: number; offset: number; length: number }[];
  /** When its last byte was printed, µs since the epoch. */
  at: number;
}

/** Bytes of output that are searched. */
const SEARCHED = 4 << 20;
/** Longest message that is searched for, by its beginning. */
const LONGEST = 4096;
const CARRIAGE_RETURN = 13;

/**
 * Messages that the lines show, each at most once. Line ends inside a message do not matter. A message that ends in a
 * digit is not found where another digit follows on the same line: `data 1` is not shown by `data 12`.
 * @param stream the bytes of the peer's stream.
 */
export function shownMessages(
  lines: readonly OutputLine[],
  messages: readonly MessageSpan[],
  stream: Uint8Array,
): ShownMessage[] {
  const text = new JoinedLines(lines);
  const shown: ShownMessage[] = [];
  let from = 0;
  for (const { index, offset, length } of messages) {
    const wanted = latin1(stream.subarray(offset, offset + Math.min(length, LONGEST)));
    if (wanted.length === 0) continue;
    let at = text.bytes.indexOf(wanted, from);
    while (at >= 0 && text.isCutOff(at + wanted.length)) at = text.bytes.indexOf(wanted, at + 1);
    if (at < 0) continue;
    from = at + wanted.length;
    const parts = text.partsOf(at, wanted.length);
    const first = parts[0] as ShownMessage['parts'][number];
    const last = parts.at(-1) as ShownMessage['parts'][number];
    shown.push({ message: index, from: first.line, to: last.line, parts, at: text.timeOf(last.line) });
  }
  return shown;
}

/** All lines as one text without line ends, one character a byte. */
class JoinedLines {
  readonly bytes: string;
  readonly #lines: readonly OutputLine[];
  /** Position of each line's first byte in the text. */
  readonly #starts: number[] = [];

  constructor(lines: readonly OutputLine[]) {
    const pieces: string[] = [];
    let at = 0;
    for (const { bytes } of lines) {
      if (at > SEARCHED) break;
      this.#starts.push(at);
      const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
      pieces.push(latin1(bytes.subarray(0, end)));
      at += end;
    }
    this.bytes = pieces.join('');
    this.#lines = lines;
  }

  timeOf(line: number): number {
    return this.#lines[line - 1]?.at ?? 0;
  }

  /** Whether the text goes on at `at` with a digit after a digit, on the same line. */
  isCutOff(at: number): boolean {
    const isDigit = (i: number): boolean => /\d/.test(this.bytes[i] ?? '');
    return isDigit(at - 1) && isDigit(at) && this.#lineAt(at - 1) === this.#lineAt(at);
  }

  partsOf(at: number, length: number): ShownMessage['parts'] {
    const parts: ShownMessage['parts'] = [];
    for (let i = this.#lineAt(at); i < this.#starts.length; i++) {
      const start = this.#starts[i] as number;
      if (start >= at + length) break;
      const end = this.#starts[i + 1] ?? this.bytes.length;
      const from = Math.max(start, at);
      const to = Math.min(end, at + length);
      if (to > from) parts.push({ line: i + 1, offset: from - start, length: to - from });
    }
    return parts;
  }

  /** Index of the last line that begins at or before a position. */
  #lineAt(at: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] as number) <= at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

const DECODER = new TextDecoder('latin1');

function latin1(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}
