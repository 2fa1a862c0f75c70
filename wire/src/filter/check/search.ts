/** Searches in text and bytes, and membership in sets. */
import { Refusal } from '../filter-error.ts';
import { FUNCTIONS } from '../functions.ts';
import { areCompatible, isOctets } from '../kinds.ts';
import type { Entity, Test } from '../plan.ts';
import { compileRegex } from '../regex/regex.ts';
import { octetsOf, plainText } from '../syntax/strings.ts';
import type { Condition, Operand } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { isLiteral } from './field.ts';
import { incompatible, refuseKind } from './refusals.ts';

/** `contains`. */
export function search(condition: Condition & { kind: 'contains' }, context: Context): Test {
  const left = context.typed(condition.left, true);
  const { kind } = left.type;
  if (kind !== 'str' && kind !== 'proto' && !isOctets(kind))
    refuseKind(left, condition.left, 'contains', context);
  const isText = kind === 'str';
  let right: Entity;
  if (isLiteral(condition.right, context)) {
    right = context.expected(condition.right, { kind: isText ? 'str' : 'bytes' });
  } else {
    right = context.typed(condition.right);
    const fits = areCompatible(kind, right.type.kind);
    if (!fits) throw incompatible(condition.left, condition.right, left, right, context);
  }
  return { kind: 'contains', isAll: condition.quantifier === 'all', left, right };
}

/** `matches`. */
export function match(condition: Condition & { kind: 'matches' }, context: Context): Test {
  let left = context.typed(condition.left, true);
  const { right } = condition;
  if (right.kind !== 'string') {
    throw new Refusal('Matches requires a double quoted string on the right side.', right);
  }
  const { kind, field } = left.type;
  if (kind === 'int' && field?.names && context.version !== '4.0') {
    left = { kind: 'call', called: FUNCTIONS.get('vals')!, arguments: [left], type: { kind: 'str' } };
  } else if (kind !== 'str' && kind !== 'proto' && !isOctets(kind)) {
    refuseKind(left, condition.left, 'matches', context);
  }
  const isText = left.type.kind === 'str';
  const source = isText ? plainText(right.value) : latin(octetsOf(right.value));
  const answer = compileRegex(source, isText ? 'text' : 'bytes');
  if ('problem' in answer)
    throw new Refusal(`Regex compilation error: ${answer.problem}.`, right, answer.suggestion);
  return { kind: 'matches', isAll: condition.quantifier === 'all', left, pattern: answer };
}

/** One character for each byte, so that a pattern for bytes is made of bytes. */
function latin(bytes: Uint8Array): string {
  let line = '';
  for (const byte of bytes) line += String.fromCharCode(byte);
  return line;
}

/** `in`. */
export function membership(condition: Condition & { kind: 'in' }, context: Context): Test {
  const { left: operand, elements, quantifier } = condition;
  const isField = operand.kind === 'word' || operand.kind === 'layer';
  if (context.version === '4.0' && !isField) {
    throw new Refusal('Only a field may be tested for membership in a set.', operand);
  }
  const left = context.typed(operand);
  if (left.type.kind === 'label') refuseKind(left, operand, 'in', context);
  const value = (one: Operand): Entity => {
    if (isLiteral(one, context)) return context.expected(one, left.type);
    const entity = context.typed(one);
    if (!areCompatible(left.type.kind, entity.type.kind))
      throw incompatible(operand, one, left, entity, context);
    return entity;
  };
  return {
    kind: 'in',
    isAll: quantifier === 'all',
    left,
    elements: elements.map(({ low, high }) => ({ low: value(low), high: high && value(high) })),
  };
}
