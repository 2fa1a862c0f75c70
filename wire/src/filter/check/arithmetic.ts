/** Calculated operands: signs, and which types they take. */
import type { OperandType } from '../field-table.ts';
import { Refusal } from '../filter-error.ts';
import { KIND_NAMES, areCompatible, isOctets } from '../kinds.ts';
import type { Entity } from '../plan.ts';
import type { Operand } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { isLiteral } from './field.ts';

/** Arithmetic with at least one field in it. */
export function arithmetic(operand: Operand & { kind: 'arithmetic' }, context: Context): Entity {
  const { sign } = operand;
  const isLeft = isLiteral(operand.left, context);
  const isRight = isLiteral(operand.right, context);
  let [left, right]: (Entity | undefined)[] = [];
  if (!isLeft) left = context.typed(operand.left);
  if (!isRight) right = context.typed(operand.right);
  const from = (left ?? right)?.type;
  if (!from) throw new Refusal('Constant expression is invalid.', operand);
  // A duration is multiplied or divided by a number.
  const isScaled = from.kind === 'dur' && (sign === '*' || sign === '/') && context.version !== '4.0';
  const other: OperandType = { kind: isScaled ? 'float' : from.kind };
  left ??= context.expected(operand.left, other);
  right ??= context.expected(operand.right, other);
  refuseArithmetic(operand, left, right, context);
  const isDuration = left.type.kind === 'dur' || right.type.kind === 'dur';
  return { kind: 'arithmetic', sign, left, right, type: { kind: isDuration ? 'dur' : from.kind } };
}

/** The negative of a field, or of what was calculated from fields. */
export function minus(operand: Operand & { kind: 'minus' }, context: Context): Entity {
  return negative(operand, context.typed(operand.of));
}

/** The negative of a literal. */
export function expectedMinus(
  operand: Operand & { kind: 'minus' },
  type: OperandType,
  context: Context,
): Entity {
  const { of, from } = operand;
  if (of.kind === 'word') return context.expected({ ...of, text: `-${of.text}`, from }, type);
  return negative(operand, context.expected(of, { kind: type.kind }));
}

function negative(operand: Operand, of: Entity): Entity {
  const { kind } = of.type;
  if (kind !== 'int' && kind !== 'float' && kind !== 'dur') throw cannot('-', of, operand);
  return { kind: 'minus', of, type: { kind } };
}

/** Arithmetic of literals only, as a value of the type that the other side has. */
export function expectedArithmetic(
  operand: Operand & { kind: 'arithmetic' },
  type: OperandType,
  context: Context,
): Entity {
  const left = context.expected(operand.left, { kind: type.kind });
  const right = context.expected(operand.right, { kind: type.kind });
  refuseArithmetic(operand, left, right, context);
  return { kind: 'arithmetic', sign: operand.sign, left, right, type: { kind: type.kind } };
}

/**
 * Checks the types of both sides.
 * @throws {Refusal} when they do not fit the sign
 */
function refuseArithmetic(
  operand: Operand & { kind: 'arithmetic' },
  left: Entity,
  right: Entity,
  context: Context,
): void {
  const { sign } = operand;
  const [a, b] = [left.type.kind, right.type.kind];
  if (sign === '&') {
    const canMask = a === 'int' || a === 'ip4' || a === 'ip6' || isOctets(a);
    if (!canMask) throw cannot(sign, left, operand);
    if (!areCompatible(a, b)) throw cannot(sign, right, operand);
    return;
  }
  if (a === 'dur' || b === 'dur') {
    const isSum = sign === '+' || sign === '-';
    if (isSum && a === 'dur' && b === 'dur') return;
    const isProduct = sign === '*' && (a === 'float' || b === 'float' || a === 'int' || b === 'int');
    const isPart = sign === '/' && a === 'dur' && (b === 'float' || b === 'int');
    if (context.version !== '4.0' && (isProduct || isPart)) return;
    throw cannot(sign, a === 'dur' ? left : right, operand);
  }
  if (a !== 'int' && a !== 'float') throw cannot(sign, left, operand);
  if (b !== a) throw cannot(sign, right, operand);
}

function cannot(sign: string, entity: Entity, operand: Operand): Refusal {
  return new Refusal(`A ${KIND_NAMES[entity.type.kind]} cannot be used with "${sign}".`, operand);
}
