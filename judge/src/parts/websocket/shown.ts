/** Which line of the output shows which message, and which lines show something else in place of one. */
import type { OutputLine } from '@wireside/trace';
import { classifyLines, shownMessages } from '@wireside/trace';
import { concat } from '@wireside/wire';
import { literalEnd } from '../../common/bytes-literal.ts';

/** Bytes by which a literal of a message is found: all messages begin alike. */
const BEGINNING = 8;
/** Longer lines are no literals of a message. Bytes. */
const MAX_LINE = 4096;

/** A message whose text is known. */
export interface TextMessage {
  /** From 0. */
  readonly index: number;
  readonly text: string;
}

/** What the lines of standard output show. */
export interface Shown {
  /** For each message, the line with its text; undefined where no line has it whole. */
  readonly lines: readonly (OutputLine | undefined)[];
  /** Lines that hold the text of a message again, a piece of one, or one that was not sent. */
  readonly extra: readonly OutputLine[];
}

/** What the lines show of messages: as text, with any words around it. A literal of bytes is no text. */
export function shownBy(lines: readonly OutputLine[], messages: readonly TextMessage[]): Shown {
  const texts = messages.map(({ text }) => new TextEncoder().encode(text));
  const [first] = texts;
  const own = lines.filter(({ bytes }) => first === undefined || !isLiteral(bytes, first));
  let offset = 0;
  const spans = texts.map(({ length }, i) => {
    offset += length;
    return { index: messages[i]!.index, offset: offset - length, length };
  });
  const found = new Map<number, OutputLine>();
  for (const { message, from, to } of shownMessages(own, spans, concat(texts)))
    if (from === to) found.set(message, own[from - 1]!);
  const showing = new Set(found.values());
  return {
    lines: messages.map(({ index }) => found.get(index)),
    extra: classifyLines(own, messages).flatMap(({ kind, line }) =>
      kind === 'other' || showing.has(line) ? [] : [line],
    ),
  };
}

/** Whether a line has bytes as a language writes them for programmers, and they begin as a message does. */
export const isLiteral = (line: Uint8Array, message: Uint8Array): boolean =>
  line.length <= MAX_LINE && literalEnd(line, { bytes: message, text: message.subarray(0, BEGINNING) }) > 0;
