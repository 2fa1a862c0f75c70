/** From tree to plan: logic and relations. Every operand gets a type, every literal the value that the other side asks for. */
import type { Context } from './checker-operands.ts';
import { expected, isLiteral, typed } from './checker-operands.ts';
import { Refusal, toldOf } from './filter-error.ts';
import type { Span } from './filter-error.ts';
import { FUNCTIONS } from './functions.ts';
import { KIND_NAMES, areCompatible, isOctets } from './kinds.ts';
import { octetsOf, plainText } from './syntax/strings.ts';
import type { Entity, Order, Test } from './plan.ts';
import { compileRegex } from './regex/regex.ts';
import type { CompareSign, Condition, Operand, Quantifier } from './syntax/syntax.ts';

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

/** The plan of a condition. Throws a `Refusal`; adds to the context's warnings. */
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
    const text = context.text.slice(operand.from, operand.to);
    throw new Refusal(`${text} is neither a field nor a protocol name.`, operand);
  }
  const of = typed(operand, context);
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
    const message = `"${name}" alone asks whether the field is there, and it is in every packet of its protocol.`;
    context.warnings.push(toldOf(message, operand, `Write ${name} == 1 for those where it is set.`));
  }
  const isCalculated = of.kind === 'arithmetic' || of.kind === 'minus' || of.kind === 'call';
  return { kind: isCalculated ? 'nonzero' : 'exists', of };
}

function comparisons(condition: Condition & { kind: 'compare' }, context: Context): Test {
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
  const { version, text } = context;
  const [isLeftLiteral, isRightLiteral] = [isLiteral(left, context), isLiteral(right, context)];
  if (isLeftLiteral && (version === '4.0' || isRightLiteral)) {
    // A word that stands where a field should is most likely a field's name misspelt: `typed` says so.
    if (left.kind === 'word' && !/^\d/.test(left.text)) typed(left, context);
    const [said, operator] = [text.slice(left.from, left.to), text.slice(sign.from, sign.to)];
    throw new Refusal(
      `Left side of "${operator}" expression must be a field or function, not ${said}.`,
      left,
    );
  }
  const operator = text.slice(sign.from, sign.to);
  const valued = (operand: Operand): Entity => {
    const entity = typed(operand, context);
    if (entity.type.kind === 'label') refuseKind(entity, operand, operator, context);
    return entity;
  };
  if (isLeftLiteral) {
    const b = valued(right);
    return [expected(left, b.type, context), b];
  }
  const a = valued(left);
  return [a, isRightLiteral ? expected(right, a.type, context) : valued(right)];
}

function incompatible(left: Operand, right: Operand, a: Entity, b: Entity, context: Context): Refusal {
  const [one, other] = [left, right].map((side) => context.text.slice(side.from, side.to));
  const types = `${one} (${KIND_NAMES[a.type.kind]}) and ${other} (${KIND_NAMES[b.type.kind]})`;
  const isName = right.kind === 'word' && b.type.kind === 'proto';
  const suggestion = isName
    ? `"${other}" is a protocol; a value stands in double quotes or as a number.`
    : undefined;
  return new Refusal(`${types} are not of compatible types.`, right, suggestion);
}

function refuseKind(side: Entity, operand: Operand, operator: string, context: Context): never {
  const said = context.text.slice(operand.from, operand.to);
  const message = `${said} (type=${KIND_NAMES[side.type.kind]}) cannot participate in ${operator} comparison.`;
  const kind = side.type.kind;
  const suggestion =
    kind === 'label'
      ? `It has no value; write ${said} alone, or !${said}.`
      : operator === 'contains' || operator === 'matches'
        ? `Its text can be searched: string(${said}) ${operator} "…".`
        : undefined;
  throw new Refusal(message, operand, suggestion);
}

function warnOfInequality(a: Entity, b: Entity, span: Span, context: Context): void {
  const both = [a, b].find(
    (side) => side.kind === 'field' && context.table.hasBothEnds?.(side.request.field) === true,
  );
  if (both?.kind !== 'field') return;
  const { name } = both.request.field;
  context.warnings.push(
    toldOf(
      `Since Wireshark 3.6, "${name} != x" means that no ${name} is x; before, that any is not, as older sheets may mean.`,
      span,
      `Write ${name} !== x for "any differs".`,
    ),
  );
}

function search(condition: Condition & { kind: 'contains' }, context: Context): Test {
  const left = typed(condition.left, context, true);
  const { kind } = left.type;
  if (kind !== 'str' && kind !== 'proto' && !isOctets(kind))
    refuseKind(left, condition.left, 'contains', context);
  const isText = kind === 'str';
  let right: Entity;
  if (isLiteral(condition.right, context)) {
    right = expected(condition.right, { kind: isText ? 'str' : 'bytes' }, context);
  } else {
    right = typed(condition.right, context);
    const fits = areCompatible(kind, right.type.kind);
    if (!fits) throw incompatible(condition.left, condition.right, left, right, context);
  }
  return { kind: 'contains', isAll: condition.quantifier === 'all', left, right };
}

function match(condition: Condition & { kind: 'matches' }, context: Context): Test {
  let left = typed(condition.left, context, true);
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

function membership(condition: Condition & { kind: 'in' }, context: Context): Test {
  const { left: operand, elements, quantifier } = condition;
  const isField = operand.kind === 'word' || operand.kind === 'layer';
  if (context.version === '4.0' && !isField) {
    throw new Refusal('Only a field may be tested for membership in a set.', operand);
  }
  const left = typed(operand, context);
  if (left.type.kind === 'label') refuseKind(left, operand, 'in', context);
  const value = (one: Operand): Entity => {
    if (isLiteral(one, context)) return expected(one, left.type, context);
    const entity = typed(one, context);
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
