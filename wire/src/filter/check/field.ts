/** Operands that are fields, and how they differ from literals. */
import type { Field } from '../../core/field.ts';
import { Refusal, errorAt } from '../filter-error.ts';
import { kindOf } from '../kinds.ts';
import type { Entity } from '../plan.ts';
import { didYouMean } from '../../basics/nearest.ts';
import type { Operand } from '../syntax/syntax.ts';
import type { Context } from './context.ts';

/** The field that a word names: a leading dot forces one, a leading colon says that it is a literal. */
function fieldOf(word: string, context: Context): Field | undefined {
  if (word.startsWith(':')) return undefined;
  const name = word.startsWith('.') ? word.slice(1) : word;
  const { table, version } = context;
  return table.field(name, version) ?? table.field(table.renamed?.(name) ?? '', version);
}

/** Whether an operand names no field and calls nothing. */
export function isLiteral(operand: Operand, context: Context): boolean {
  switch (operand.kind) {
    case 'word':
      return !operand.text.startsWith('.') && fieldOf(operand.text, context) === undefined;
    case 'string':
    case 'char':
      return true;
    case 'minus':
      return isLiteral(operand.of, context);
    case 'arithmetic':
      return isLiteral(operand.left, context) && isLiteral(operand.right, context);
    default:
      return false;
  }
}

/** The field that a word names; warns where the name is an old one. */
export function knownField(operand: Operand & { kind: 'word' }, context: Context): Field {
  const { table, version } = context;
  const name = operand.text.replace(/^\./, '');
  const field = fieldOf(operand.text, context);
  if (!field) {
    const names = Array.from(table.fields, (one) => one.name);
    const parts = /^(.+?)-(.+)$/.exec(name);
    const isSum = parts && table.field(parts[1]!, version);
    const suggestion = isSum
      ? `A minus sign needs spaces around it: ${parts[1]} - ${parts[2]}.`
      : didYouMean(name, names);
    throw new Refusal(`"${name}" is not a valid protocol or protocol field.`, operand, suggestion);
  }
  if (field.name !== name) {
    context.warnings.push(
      errorAt(`"${name}" is the old name of "${field.name}".`, operand, `Write ${field.name}.`),
    );
  }
  return field;
}

/** A field with or without its layer. */
export function layered(operand: Operand, context: Context, isWide: boolean): Entity & { kind: 'field' } {
  const word = operand.kind === 'layer' ? operand.of : operand;
  if (word.kind !== 'word') throw new Refusal('Only a field can stand here.', operand);
  const field = knownField(word, context);
  const layers = operand.kind === 'layer' ? operand.layers : undefined;
  return { kind: 'field', request: { field, layers, isWide }, type: { kind: kindOf(field.type), field } };
}
