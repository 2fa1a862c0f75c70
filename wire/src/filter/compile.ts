/** From text to plan: lexer, parser and checker in a row, with errors as values. */
import { check } from './checker.ts';
import { Refusal, toldOf } from './filter-error.ts';
import type { FilterError, FilterWarning } from './filter-error.ts';
import type { FieldTable } from './field-table.ts';
import { parseFilter } from './syntax/parser.ts';
import type { Test } from './plan.ts';
import type { FilterVersion } from './version.ts';

/** A filter understood. */
export interface Plan {
  readonly text: string;
  /** Undefined for an empty filter, which every record fulfils. */
  readonly test: Test | undefined;
  readonly warnings: readonly FilterWarning[];
}

/** The plan of a filter's text over a table of fields, or what is wrong with it. Never throws. */
export function planOf(
  text: string,
  table: FieldTable,
  version: FilterVersion,
): { plan: Plan; error?: undefined } | { error: FilterError; plan?: undefined } {
  const warnings: FilterWarning[] = [];
  try {
    const condition = parseFilter(text, version);
    const test = condition && check(condition, { text, table, version, warnings });
    return { plan: { text, test, warnings } };
  } catch (error) {
    if (error instanceof Refusal) return { error: error.told };
    // Nothing but running out of stack is expected here; the bounds on depth should keep even that away.
    if (error instanceof RangeError) {
      return { error: toldOf('The expression is too big.', { from: 0, to: text.length }) };
    }
    throw error;
  }
}
