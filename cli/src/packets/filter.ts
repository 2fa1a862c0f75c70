/** The display filter of `-Y`: compiled, or an error that points at the mistake. */
import { escape } from '@wireside/trace';
import { compileFilter } from '@wireside/wire';
import type { Capture, FilterError } from '@wireside/wire';
import { labRegistry } from '@wireside/wire/lab';
import { UsageError } from '../usage-error.ts';

/** Whether a packet, given by its row, matches. */
export type Wanted = (capture: Capture, row: number) => boolean;

/** Compiles a filter; without one, every packet matches. @throws {UsageError} with the place of the mistake */
export function wantedBy(text: string | undefined): Wanted {
  if (text === undefined || text.trim() === '') return () => true;
  const { filter, error } = compileFilter(text, { registry: labRegistry });
  if (error) {
    throw new UsageError(pointed(text, error), error.suggestion ?? 'wireside packets --help shows examples.');
  }
  for (const warning of filter.warnings) {
    const advice = warning.suggestion === undefined ? '' : `${escape(warning.suggestion)}\n`;
    process.stderr.write(`${pointed(text, warning)}\n${advice}`);
  }
  return (capture, row) => filter.matches(capture, row);
}

/** The message, the filter, and a line that points at the place. */
function pointed(text: string, { message, column, length }: FilterError): string {
  const before = escape(text.slice(0, column - 1));
  const marked = escape(text.slice(column - 1, column - 1 + length));
  return `${escape(message)}\n  ${escape(text)}\n  ${' '.repeat(before.length)}${'^'.repeat(Math.max(1, marked.length))}`;
}
