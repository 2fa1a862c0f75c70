/** Comparisons: both sides get a type, and a literal takes that of the other side. */
import { Refusal, errorAt } from '../filter-error.ts';
import type { Span } from '../filter-error.ts';
import { areCompatible } from '../kinds.ts';
import type { Entity, Order, Test } from '../plan.ts';
import type { CompareSign, Condition, Operand, Quantifier } from '../syntax/syntax.ts';
import { written } from './context.ts';
import type { Context } from './context.ts';
import { isLiteral } from './field.ts';
import { incompatible, refuseKind } from './refusals.ts';

/** Signs by how they compare, and whether every pair must. */
const ORDERS: Record<CompareSign, readonly [order: Order, isAll: boolean]> = {
  '==': ['==', false],
  '===': ['==', true],
  '!=': ['!=', true],
  '!==': ['!=', false],
  '<': ['<', false],
  '<=': ['<=', false],
  '>': ['>', false],
  '>=': ['>=', false],
};

/** A comparison, or several in a row, of which all must hold. */
export function comparisons(condition: Condition & { kind: 'compare' }, context: Context): Test {
  const parts = condition.signs.map(({ sign, span }, i): Test => {
    const [left, right] = [condition.operands[i]!, condition.operands[i + 1]!];
    const [order, isAll] = ORDERS[sign];
    const [a, b] = sides(left, right, span, context);
    if (!areCompatible(a.type.kind, b.type.kind)) throw incompatible(left, right, a, b, context);
    if (sign === '!=' && !condition.quantifier) warnOfInequality(a, b, span, context);
    return { kind: 'compare', order, isAll: quantified(condition.quantifier, isAll), left: a, right: b };
  });
  return parts.length === 1 ? parts[0]! : { kind: 'and', parts };
}

function quantified(quantifier: Quantifier, isAll: boolean): boolean {
  return quantifier === undefined ? isAll : quantifier === 'all';
}

/** Both sides of a comparison; a literal takes the type of the other side. */
function sides(left: Operand, right: Operand, sign: Span, context: Context): [Entity, Entity] {
  const { version } = context;
  const [isLeftLiteral, isRightLiteral] = [isLiteral(left, context), isLiteral(right, context)];
  if (isLeftLiteral && (version === '4.0' || isRightLiteral)) {
    // A word in the place of a field is most likely a misspelled field name, which `typed` reports.
    if (left.kind === 'word' && !/^\d/.test(left.text)) context.typed(left);
    const [said, operator] = [written(left, context), written(sign, context)];
    throw new Refusal(
      `Left side of "${operator}" expression must be a field or function, not ${said}.`,
      left,
    );
  }
  const operator = written(sign, context);
  const valued = (operand: Operand): Entity => {
    const entity = context.typed(operand);
    if (entity.type.kind === 'label') refuseKind(entity, operand, operator, context);
    return entity;
  };
  if (isLeftLiteral) {
    const b = valued(right);
    return [context.expected(left, b.type), b];
  }
  const a = valued(left);
  return [a, isRightLiteral ? context.expected(right, a.type) : valued(right)];
}

function warnOfInequality(a: Entity, b: Entity, span: Span, context: Context): void {
  const both = [a, b].find(
    (side) => side.kind === 'field' && context.table.hasBothEnds?.(side.request.field) === true,
  );
  if (both?.kind !== 'field') return;
  const { name } = both.request.field;
  context.warnings.push(
    errorAt(
      `Since Wireshark 3.6, "${name} != x" means that no ${name} is x; before 3.6 it meant that any ${name} is not x, as in older documents.`,
      span,
      `Write ${name} !== x for "any differs".`,
    ),
  );
}
