/** The messages that a server is to send, and what of an answer is not one. */

/** What every message begins with. */
const START = 'This is PMU data ';
/** What may stand before, between and after the messages. */
const BETWEEN = /[\r\n]+/;

/** The first line of an answer that is not the message that should be there. */
export interface WrongLine {
  /** The line; undefined where the answer has no message at all. */
  readonly line?: string;
  readonly expected: string;
}

/** The lines of an answer in which each message stands on a line of its own; blanks at their ends do not count. */
export function linesOf(received: string): string[] {
  return received
    .split(BETWEEN)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The message of a number. */
export const messageText = (number: number): string => `${START}${number}`;

/**
 * What is wrong with an answer; undefined if nothing is. Strict: it is messages only, numbered from 0. Otherwise, as in older
 * years, the first message is enough, and its number is 0 or 1.
 * @param isCut whether the client stopped reading, so that the last line may be a part of one
 */
export function wrongLine(received: string, isStrict: boolean, isCut: boolean): WrongLine | undefined {
  const all = linesOf(received);
  const lines = isCut ? all.slice(0, -1) : all;
  const [first] = lines;
  if (!isStrict) {
    const isRight = first === messageText(0) || first === messageText(1);
    return isRight
      ? undefined
      : { ...(first === undefined ? {} : { line: first }), expected: messageText(0) };
  }
  if (first === undefined) return { expected: messageText(0) };
  const at = lines.findIndex((line, number) => line !== messageText(number));
  return at < 0 ? undefined : { line: lines[at]!, expected: messageText(at) };
}
