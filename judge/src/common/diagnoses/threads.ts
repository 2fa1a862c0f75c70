/** A thread of a program that ended by an error, while the program went on. */
import { lastWords, printable } from '@wireside/trace';
import type { ProgramFacts } from '../facts.ts';
import { stoppedAt } from '../facts.ts';

/** Lines of standard error that are searched, of what a thread said, and bytes of one. */
const MAX_ERRORS = 5000;
const MAX_LINES = 200;
const MAX_LINE = 1000;
/** Characters of a message. */
const MAX_MESSAGE = 200;

/** What Python and Java write where nothing caught the error of a thread. */
const HEAD = /^Exception in thread (?!"main")/;

/** Whether a thread ended by an error that nothing caught. */
export const hasFailedThread = (facts: Pick<ProgramFacts, 'model'>): boolean =>
  linesOf(facts).some((line) => HEAD.test(line));

/** What became of the last such thread, as a sentence without its end; undefined where the program did not go on. */
export function failedThreadText(facts: Pick<ProgramFacts, 'end' | 'model'>): string | undefined {
  const lines = linesOf(facts);
  const start = lines.findLastIndex((line) => HEAD.test(line));
  if (start < 0 || facts.end.at < stoppedAt(facts.model)) return undefined;
  const [, java] = /^Exception in thread "[^"]*" (.+)$/.exec(lines[start]!) ?? [];
  const said = java ?? pythonWords(lines.slice(start, start + MAX_LINES));
  if (said === undefined) return undefined;
  return `A thread of the program ended because nothing caught an error: ${printable(said).slice(0, MAX_MESSAGE)}. The program went on without it`;
}

/** The error and its place: what stands after it was said later, such as at Ctrl-C. */
function pythonWords(lines: readonly string[]): string | undefined {
  const end = lines.findIndex((line, i) => i > 1 && /^[A-Za-z]/.test(line) && !line.startsWith('Traceback'));
  if (end < 0) return undefined;
  const said = lastWords(new TextEncoder().encode(lines.slice(1, end + 1).join('\n')));
  return said === undefined || said.place === undefined ? said?.message : `${said.message} (${said.place})`;
}

/** What the program wrote to standard error before the run was ended. */
function linesOf({ model }: Pick<ProgramFacts, 'model'>): string[] {
  const stop = stoppedAt(model);
  return model
    .lines('stderr')
    .slice(0, MAX_ERRORS)
    .filter(({ at }) => at < stop)
    .map(({ bytes }) => new TextDecoder().decode(bytes.subarray(0, MAX_LINE)));
}
