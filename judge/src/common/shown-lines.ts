/** Which line of a program's output shows which text that came to it. */
import type { OutputLine } from '@wireside/trace';
import { CLOCK_SKEW } from '@wireside/trace';
import { indexOfBytes } from './bytes.ts';
import { isUtf8, trimEnd } from './text-bytes.ts';

/** A line without the blanks at its end. */
interface TrimmedLine {
  readonly line: OutputLine;
  readonly bytes: Uint8Array;
}

/** Bytes at the end of a line that are compared: more than a datagram has. */
const MAX_LINE = 70_000;
/** Lines and messages that are compared; more are left out. */
const MAX_LINES = 4000;
const MAX_MESSAGES = 400;
/** Some programs end their lines as Windows does. */
const RETURN = 0x0d;
/** Fewer ASCII characters in a row say nothing about which message it is. */
const MIN_ASCII = 3;

/**
 * The line of each message, by the message's place: the longest row of messages and lines that are both in order. Empty
 * messages have none.
 */
export function shownLines(
  messages: readonly { readonly text: Uint8Array; readonly at: number }[],
  lines: readonly OutputLine[],
): (OutputLine | undefined)[] {
  const wanted = messages.slice(0, MAX_MESSAGES).map(({ text, at }) => ({
    text: trimEnd(text, [RETURN]),
    runs: isUtf8(text) ? undefined : asciiRuns(text),
    // A message cannot be shown before it was sent.
    from: at - CLOCK_SKEW,
  }));
  const isOf = ({ text, runs, from }: (typeof wanted)[number], { line, bytes }: TrimmedLine): boolean => {
    if (text.length === 0 || line.at < from) return false;
    return runs === undefined ? endsWith(bytes, text) : hasInOrder(bytes, runs);
  };
  // A program may print much else.
  const some = lines
    .map((line): TrimmedLine => ({ line, bytes: trimEnd(line.bytes.subarray(-MAX_LINE), [RETURN]) }))
    .filter((line) => wanted.some((message) => isOf(message, line)))
    .slice(0, MAX_LINES);
  const fits = (i: number, j: number): boolean => isOf(wanted[i]!, some[j]!);
  const rows = longestRows(wanted.length, some.length, fits);
  const found: (OutputLine | undefined)[] = messages.map(() => undefined);
  for (let i = 0, j = 0; i < wanted.length && j < some.length;) {
    const [best, without] = [rows[i]![j]!, rows[i + 1]![j]!];
    if (fits(i, j) && best === rows[i + 1]![j + 1]! + 1) found[i++] = some[j++]!.line;
    else if (without === best) i++;
    else j++;
  }
  return found;
}

/** For each place in both lists: how many pairs, in order, can be made of what follows. */
function longestRows(first: number, second: number, fits: (i: number, j: number) => boolean): Uint16Array[] {
  const rows = Array.from({ length: first + 1 }, () => new Uint16Array(second + 1));
  for (let i = first - 1; i >= 0; i--) {
    for (let j = second - 1; j >= 0; j--) {
      const pair = fits(i, j) ? rows[i + 1]![j + 1]! + 1 : 0;
      rows[i]![j] = Math.max(pair, rows[i + 1]![j]!, rows[i]![j + 1]!);
    }
  }
  return rows;
}

function endsWith(bytes: Uint8Array, end: Uint8Array): boolean {
  const from = bytes.length - end.length;
  return from >= 0 && end.every((byte, place) => bytes[from + place] === byte);
}

/** The rows of ASCII characters in bytes that are no text in UTF-8: a program may show the others as it likes. */
function asciiRuns(bytes: Uint8Array): Uint8Array[] {
  const text = new TextDecoder('latin1').decode(bytes);
  const runs = text.split(/[^\x20-\x7e]+/).filter((run) => run.trim().length >= MIN_ASCII);
  return runs.map((run) => new TextEncoder().encode(run.trim()));
}

function hasInOrder(bytes: Uint8Array, runs: readonly Uint8Array[]): boolean {
  let rest = bytes;
  for (const run of runs) {
    const at = indexOfBytes(rest, run);
    if (at < 0) return false;
    rest = rest.subarray(at + run.length);
  }
  return runs.length > 0;
}
