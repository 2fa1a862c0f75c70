/** What the parts of the checker share: the text, the known fields, and the way to operands inside operands. */
import type { FieldTable, OperandType } from '../field-table.ts';
import type { FilterWarning, Span } from '../filter-error.ts';
import type { Entity } from '../plan.ts';
import type { Operand } from '../syntax/syntax.ts';
import type { FilterVersion } from '../version.ts';

/** What the parts of the checker work with. */
export interface Context {
  readonly text: string;
  readonly table: FieldTable;
  readonly version: FilterVersion;
  readonly warnings: FilterWarning[];
  /**
   * An operand that is or has a field. `isWide`: a protocol also stands for what it carries.
   * @throws {Refusal} when it is not one
   */
  typed(operand: Operand, isWide?: boolean): Entity;
  /**
   * A literal, or arithmetic of literals, as a value of the type that the other side has.
   * @throws {Refusal} when it has no such value
   */
  expected(operand: Operand, type: OperandType): Entity;
}

/** An operand as it was written. */
export function written(operand: Span, context: Context): string {
  return context.text.slice(operand.from, operand.to);
}
