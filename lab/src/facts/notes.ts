/** What was seen in a run besides the checks: it costs nothing, and its author may want to know. */
import type { Facts } from './facts.ts';
import { lastLines, printable } from './last-lines.ts';
import { shownMessages } from './shown.ts';
import { count } from './text.ts';

/** Notes on a run, each a sentence. */
export function notes(facts: Facts): string[] {
  const found: string[] = [];
  const others = facts.messages.length > 0 ? shownMessages(facts).others : [];
  const [first] = others;
  if (first !== undefined) {
    const text = printable(new TextDecoder().decode(first.bytes.subarray(0, 80)));
    found.push(
      `${count(others.length, 'line')} of the output ${others.length === 1 ? 'is' : 'are'} no message, such as line ${first.number}: ${text}`,
    );
  }
  if (facts.errors.length > 0) {
    found.push(
      `it wrote ${count(facts.errors.length, 'byte')} to standard error; the last of it: ${lastLines(facts.errors, 1)}`,
    );
  }
  if (facts.end.reason === 'exited' && facts.end.code !== 0 && facts.server !== '') {
    found.push(`it ended with status ${facts.end.code}`);
  }
  if (facts.end.refused !== undefined)
    found.push(`a limit refused it more ${facts.end.refused.join(' and ')}`);
  return found;
}
