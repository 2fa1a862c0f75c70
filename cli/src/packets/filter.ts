/** The display filter of `-Y`, compiled; what is wrong with it is pointed at. */
import * as wire from '@wireside/wire';
import type { Capture } from '@wireside/wire';
import { escape } from '../terminal/escape.ts';
import { UsageError } from '../usage-error.ts';

/** Whether a packet, given by its row, is wanted. */
export type Wanted = (capture: Capture, row: number) => boolean;

/** What the library's compiler gives. */
interface Compiled {
  filter?: { matches(capture: Capture, row: number): boolean; warnings: readonly Remark[] };
  error?: Remark;
}

interface Remark {
  message: string;
  column: number;
  length: number;
  suggestion?: string | undefined;
}

/** Compiles a filter; none wants every packet. Throws a UsageError with the place that is wrong. */
export function wantedBy(text: string | undefined): Wanted {
  if (text === undefined || text.trim() === '') return () => true;
  const compile = (wire as { compileFilter?: (text: string) => Compiled }).compileFilter;
  if (!compile) {
    throw new UsageError('This build of Wireside has no display filters.', 'Leave -Y out.');
  }
  const { filter, error } = compile(text);
  if (!filter)
    throw new UsageError(
      pointed(text, error!),
      error!.suggestion ?? 'wireside packets --help shows examples.',
    );
  for (const warning of filter.warnings) process.stderr.write(`${pointed(text, warning)}\n`);
  return (capture, row) => filter.matches(capture, row);
}

/** The message, the filter, and a line that points at the place. */
function pointed(text: string, { message, column, length }: Remark): string {
  const before = escape(text.slice(0, column - 1));
  const marked = escape(text.slice(column - 1, column - 1 + length));
  return `${message}\n  ${escape(text)}\n  ${' '.repeat(before.length)}${'^'.repeat(Math.max(1, marked.length))}`;
}
