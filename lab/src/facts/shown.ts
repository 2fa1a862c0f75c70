/** Which messages the program's lines show, and where the first difference from what was sent is. */
import type { OutputLine } from '@wireside/trace';
import type { Facts } from './facts.ts';

/** A line that is exactly one message, blanks at its ends aside. */
export interface ShownMessage {
  index: number;
  line: OutputLine;
}

/** What the lines say of the messages. */
export interface Shown {
  /** In the order of the lines. */
  messages: ShownMessage[];
  /** Lines that hold a message's text, or a piece of it, and something else or less. */
  broken: OutputLine[];
  /** Lines that have nothing to do with messages: the student's own business. */
  others: OutputLine[];
}

/** The lines longer than this are not messages. */
const LONGEST = 4096;

/** Sorts the lines of the output. */
export function shownMessages(facts: Facts): Shown {
  const byText = new Map(facts.messages.map(({ text, index }) => [text, index]));
  const decoder = new TextDecoder();
  const shown: Shown = { messages: [], broken: [], others: [] };
  for (const line of facts.lines) {
    const text = decoder.decode(line.bytes.subarray(0, LONGEST)).trim();
    const index = byText.get(text);
    if (index !== undefined && line.bytes.length <= LONGEST) shown.messages.push({ index, line });
    else if (isPiece(text, facts)) shown.broken.push(line);
    else shown.others.push(line);
  }
  return shown;
}

/** Whether a text is a part of a message, or has one in it: `This is PMU da`, `0This is PMU data 1`, `b'This is …'`. */
function isPiece(text: string, facts: Facts): boolean {
  const sample = facts.messages[0]?.text ?? '';
  const words = sample.replace(/\d+$/, '').trim();
  if (words === '') return false;
  if (text.includes(words)) return true;
  // A piece that a cut left behind: the beginning, the middle or the number at the end of a message.
  return (
    text !== '' &&
    text.length < sample.length + 4 &&
    facts.messages.some((message) => message.text.includes(text))
  );
}
