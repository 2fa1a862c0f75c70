/** From text to plan: lexer, parser and checker in a row, with errors as values. */
import { check } from './check/check.ts';
import { contextOf } from './check/operands.ts';
import { Refusal, errorAt } from './filter-error.ts';
import type { FilterError, FilterWarning } from './filter-error.ts';
import type { FieldTable } from './field-table.ts';
import { parseFilter } from './syntax/parser.ts';
import type { Test } from './plan.ts';
import type { FilterVersion } from './version.ts';

/** A compiled filter. */
export interface Plan {
  readonly text: string;
  /** Undefined for an empty filter, which every record matches. */
  readonly test: Test | undefined;
  readonly warnings: readonly FilterWarning[];
}

/** The plan of a filter's text over a table of fields, or its error. It never throws. */
export function planOf(
  text: string,
  table: FieldTable,
  version: FilterVersion,
): { plan: Plan; error?: undefined } | { error: FilterError; plan?: undefined } {
  const warnings: FilterWarning[] = [];
  try {
    const condition = parseFilter(text, version);
    const test = condition && check(condition, contextOf(text, table, version, warnings));
    return { plan: { text, test, warnings } };
  } catch (error) {
    if (error instanceof Refusal) return { error: error.error };
    // Only a stack overflow is expected here, and the limits on depth should prevent even that.
    if (error instanceof RangeError) {
      return { error: errorAt('The expression is too big.', { from: 0, to: text.length }) };
    }
    throw error;
  }
}
