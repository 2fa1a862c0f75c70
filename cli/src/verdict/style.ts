/** How text for people looks in this terminal: width, and colour where it is wanted. */
import type { Result } from '@wireside/lab';

export interface Style {
  width: number;
  bold(text: string): string;
  result(result: Result, text: string): string;
  mark(result: Result): string;
}

/** Not red against green: blue, orange and violet are told apart by most people, and the words say it too. */
const COLOURS: Record<Result, string> = { pass: '34', fail: '33', blocked: '90', inconclusive: '35' };
const MARKS: Record<Result, string> = { pass: '✓', fail: '✗', blocked: '·', inconclusive: '?' };

/** The style for a stream; NO_COLOR (no-color.org) and pipes get none. */
export function styleFor(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv = process.env): Style {
  const colour = stream.isTTY && (environment.NO_COLOR ?? '') === '' && environment.TERM !== 'dumb';
  const paint = (code: string, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    width: Math.min(Math.max(stream.columns ?? 100, 40), 110),
    bold: (text) => paint('1', text),
    result: (result, text) => paint(`1;${COLOURS[result]}`, text),
    mark: (result) => MARKS[result],
  };
}
