/** From tree to plan: operands and their types. */
import { Refusal, toldOf } from './filter-error.ts';
import type { FilterWarning } from './filter-error.ts';
import type { FieldTable, OperandType } from './field-table.ts';
import { FUNCTIONS, canSlice } from './functions.ts';
import { KIND_NAMES, areCompatible, isOctets, kindOf } from './kinds.ts';
import { constantOf } from './literals/constants.ts';
import type { Entity } from './plan.ts';
import { didYouMean } from './suggest.ts';
import type { Operand } from './syntax/syntax.ts';
import type { FilterVersion } from './version.ts';
import type { Field } from '../protocols/field.ts';

/** What the checker works with. */
export interface Context {
  readonly text: string;
  readonly table: FieldTable;
  readonly version: FilterVersion;
  readonly warnings: FilterWarning[];
}

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

/** An operand that is or has a field. `isWide`: a protocol stands for what it carries, too. Throws a `Refusal`. */
export function typed(operand: Operand, context: Context, isWide = false): Entity {
  switch (operand.kind) {
    case 'word': {
      const field = knownField(operand, context);
      return { kind: 'field', request: { field, isWide }, type: { kind: kindOf(field.type), field } };
    }
    case 'layer':
      return { ...layered(operand, context, isWide), kind: 'field' };
    case 'raw': {
      const { request } = layered(operand.of, context, false);
      return { kind: 'field', request: { ...request, isRaw: true }, type: { kind: 'bytes' } };
    }
    case 'reference': {
      const { request, type } = layered(operand.of, context, false);
      return { kind: 'reference', request, type };
    }
    case 'slice':
      return sliced(operand, context);
    case 'call':
      return call(operand, context);
    case 'arithmetic':
      return arithmetic(operand, context);
    case 'minus': {
      const of = typed(operand.of, context);
      if (of.type.kind !== 'int' && of.type.kind !== 'float' && of.type.kind !== 'dur')
        throw cannot('-', of, operand);
      return { kind: 'minus', of, type: { kind: of.type.kind } };
    }
    default:
      throw new Refusal(`${operand.text} is neither a field nor a protocol name.`, operand);
  }
}

/** A literal, or arithmetic of literals, as a value of the type that the other side has. */
export function expected(operand: Operand, type: OperandType, context: Context): Entity {
  switch (operand.kind) {
    case 'word': {
      const value = /^:[^:]/.test(operand.text) ? operand.text.slice(1) : operand.text;
      return { kind: 'constant', ...constantOf({ ...operand, value }, type, context.version), type };
    }
    case 'string':
    case 'char':
      return { kind: 'constant', ...constantOf(operand, type, context.version), type };
    case 'minus': {
      if (operand.of.kind === 'word')
        return expected({ ...operand.of, text: `-${operand.of.text}`, from: operand.from }, type, context);
      const of = expected(operand.of, { kind: type.kind }, context);
      if (type.kind !== 'int' && type.kind !== 'float' && type.kind !== 'dur') throw cannot('-', of, operand);
      return { kind: 'minus', of, type: { kind: type.kind } };
    }
    case 'arithmetic': {
      const left = expected(operand.left, { kind: type.kind }, context);
      const right = expected(operand.right, { kind: type.kind }, context);
      refuseArithmetic(operand, left, right, context);
      return { kind: 'arithmetic', sign: operand.sign, left, right, type: { kind: type.kind } };
    }
    default:
      return typed(operand, context);
  }
}

function knownField(operand: Operand & { kind: 'word' }, context: Context): Field {
  const { table, version } = context;
  const name = operand.text.replace(/^\./, '');
  const field = fieldOf(operand.text, context);
  if (!field) {
    const names = Array.from(table.fields, (one) => one.name);
    const parts = /^(.+?)-(.+)$/.exec(name);
    const isSum = parts && table.field(parts[1]!, version);
    const suggestion = isSum
      ? `A minus needs blanks around it: ${parts[1]} - ${parts[2]}.`
      : didYouMean(name, names);
    throw new Refusal(`"${name}" is not a valid protocol or protocol field.`, operand, suggestion);
  }
  if (field.name !== name) {
    context.warnings.push(
      toldOf(`"${name}" is the old name of "${field.name}".`, operand, `Write ${field.name}.`),
    );
  }
  return field;
}

/** A field with or without its layer. */
function layered(operand: Operand, context: Context, isWide: boolean): Entity & { kind: 'field' } {
  const word = operand.kind === 'layer' ? operand.of : operand;
  if (word.kind !== 'word') throw new Refusal('Only a field can stand here.', operand);
  const field = knownField(word, context);
  const layers = operand.kind === 'layer' ? operand.layers : undefined;
  return { kind: 'field', request: { field, layers, isWide }, type: { kind: kindOf(field.type), field } };
}

function sliced(operand: Operand & { kind: 'slice' }, context: Context): Entity {
  const { text } = context;
  const said = text.slice(operand.of.from, operand.of.to);
  if (isLiteral(operand.of, context) && operand.of.kind !== 'word') {
    throw new Refusal(`${said} is neither a field nor a protocol name.`, operand.of);
  }
  const of = typed(operand.of, context);
  if (!canSlice(of.type.kind)) {
    const message = `"${said}" is a ${KIND_NAMES[of.type.kind]} and cannot be sliced into a sequence of bytes.`;
    const suggestion = context.version === '4.0' ? undefined : `Its bytes can be: @${said}[…].`;
    throw new Refusal(message, operand.of, suggestion);
  }
  return { kind: 'slice', of, ranges: operand.ranges, type: { kind: 'bytes' } };
}

function call(operand: Operand & { kind: 'call' }, context: Context): Entity {
  const { name, nameSpan } = operand;
  const known = FUNCTIONS.get(name);
  const called = known && (context.version !== '4.0' || known.since === '4.0') ? known : undefined;
  if (!called) {
    throw new Refusal(`Function '${name}' does not exist.`, nameSpan, didYouMean(name, FUNCTIONS.keys()));
  }
  const [least, most] = called.arguments;
  const count = operand.arguments.length;
  if (count < least) throw new Refusal(`Function ${name} needs at least ${least} arguments.`, operand);
  if (count > most)
    throw new Refusal(`Function ${name} can only accept ${most} arguments.`, operand.arguments[most]!);
  const list = operand.arguments.map((argument) => {
    const said = context.text.slice(argument.from, argument.to);
    const isBad = isLiteral(argument, context) && argument.kind !== 'word';
    if (isBad || (argument.kind === 'word' && /^\d/.test(argument.text))) {
      throw new Refusal(`Argument '${said}' is not valid for ${name}().`, argument);
    }
    const entity = typed(argument, context);
    const isPlain = entity.kind === 'field' || entity.kind === 'slice';
    const message =
      context.version === '4.0' && !isPlain
        ? `Only fields can be used as parameter for ${name}().`
        : called.refuse(entity.type, name, context.version);
    if (message) throw new Refusal(message, argument);
    return entity;
  });
  const first = list[0]!.type.kind;
  for (const [i, { type }] of list.entries()) {
    if (type.kind === first) continue;
    const message = `Arguments to '${name}' must have the same type (expected ${KIND_NAMES[first]}, got ${KIND_NAMES[type.kind]}).`;
    throw new Refusal(message, operand.arguments[i]!);
  }
  return { kind: 'call', called, arguments: list, type: called.result(list.map(({ type }) => type)) };
}

function arithmetic(operand: Operand & { kind: 'arithmetic' }, context: Context): Entity {
  const { sign } = operand;
  const isLeft = isLiteral(operand.left, context);
  const isRight = isLiteral(operand.right, context);
  let [left, right]: (Entity | undefined)[] = [];
  if (!isLeft) left = typed(operand.left, context);
  if (!isRight) right = typed(operand.right, context);
  const from = (left ?? right)?.type;
  if (!from) throw new Refusal('Constant expression is invalid.', operand);
  // What a duration is multiplied with or divided by is a number.
  const isScaled = from.kind === 'dur' && (sign === '*' || sign === '/') && context.version !== '4.0';
  const other: OperandType = { kind: isScaled ? 'float' : from.kind };
  left ??= expected(operand.left, other, context);
  right ??= expected(operand.right, other, context);
  refuseArithmetic(operand, left, right, context);
  const isDuration = left.type.kind === 'dur' || right.type.kind === 'dur';
  return { kind: 'arithmetic', sign, left, right, type: { kind: isDuration ? 'dur' : from.kind } };
}

/** Throws where the types cannot be calculated with. */
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
