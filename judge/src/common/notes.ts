/** What else was seen in the run of a program: it does not affect the score, but its author may want to know. */
import { lastLines } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { ProgramFacts } from './facts.ts';

/** Error output, exit status and refusals by limits, a sentence each. */
export function clientNotes({ errors, end, server }: ProgramFacts): string[] {
  const found: string[] = [];
  if (errors.length > 0) {
    const last = lastLines(errors, 1);
    found.push(`it wrote ${countText(errors.length, 'byte')} to standard error; the last line: ${last}`);
  }
  if (end.reason === 'exited' && end.code !== 0 && server !== undefined)
    found.push(`it exited with status ${end.code}`);
  if (end.refused !== undefined)
    found.push(`it reached limits that did not stop it: ${end.refused.join(', ')}`);
  return found;
}
