/** From tree to plan: logic, and operands that stand alone. */
import { Refusal, errorAt } from '../filter-error.ts';
import type { Test } from '../plan.ts';
import type { Condition, Operand } from '../syntax/syntax.ts';
import { comparisons } from './compare.ts';
import { written } from './context.ts';
import type { Context } from './context.ts';
import { isLiteral } from './field.ts';
import { match, membership, search } from './search.ts';

/**
 * The plan of a condition. Adds to the context's warnings.
 * @throws {Refusal} when it cannot be used
 */
export function check(condition: Condition, context: Context): Test {
  switch (condition.kind) {
    case 'and':
    case 'or':
    case 'xor':
      return { kind: condition.kind, parts: condition.parts.map((part) => check(part, context)) };
    case 'not':
      return { kind: 'not', of: check(condition.of, context) };
    case 'test':
      return bare(condition.of, context);
    case 'compare':
      return comparisons(condition, context);
    case 'contains':
      return search(condition, context);
    case 'matches':
      return match(condition, context);
    default:
      return membership(condition, context);
  }
}

/** An operand without a relation: there, or not zero. */
function bare(operand: Operand, context: Context): Test {
  if (isLiteral(operand, context) && operand.kind !== 'word') {
    const text = written(operand, context);
    throw new Refusal(`${text} is neither a field nor a protocol name.`, operand);
  }
  const of = context.typed(operand);
  if (operand.kind === 'call' && context.version === '4.0') {
    throw new Refusal('You cannot test whether a function is present.', operand);
  }
  if (
    operand.kind === 'word' &&
    of.type.kind === 'bool' &&
    of.type.field &&
    context.table.isAlwaysThere?.(of.type.field)
  ) {
    const { name } = of.type.field;
    const message = `"${name}" alone tests whether the field is present, and it is present in every packet of its protocol.`;
    context.warnings.push(
      errorAt(message, operand, `Write ${name} == 1 to find the packets where it is set.`),
    );
  }
  const isCalculated = of.kind === 'arithmetic' || of.kind === 'minus' || of.kind === 'call';
  return { kind: isCalculated ? 'nonzero' : 'exists', of };
}
