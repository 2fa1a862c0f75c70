/** From tree to plan: every kind of operand, with its type. */
import type { FieldTable, OperandType } from '../field-table.ts';
import { Refusal } from '../filter-error.ts';
import type { FilterWarning } from '../filter-error.ts';
import { canSlice } from '../functions.ts';
import { KIND_NAMES, kindOf } from '../kinds.ts';
import { constantOf } from '../literals/constants.ts';
import type { Entity } from '../plan.ts';
import type { Operand } from '../syntax/syntax.ts';
import type { FilterVersion } from '../version.ts';
import { arithmetic, expectedArithmetic, expectedMinus, minus } from './arithmetic.ts';
import { call } from './call.ts';
import { written } from './context.ts';
import type { Context } from './context.ts';
import { isLiteral, knownField, layered } from './field.ts';

/** The context for the checker of one filter. */
export function contextOf(
  text: string,
  table: FieldTable,
  version: FilterVersion,
  warnings: FilterWarning[],
): Context {
  const context: Context = {
    text,
    table,
    version,
    warnings,
    typed: (operand, isWide = false) => typed(operand, context, isWide),
    expected: (operand, type) => expected(operand, type, context),
  };
  return context;
}

function typed(operand: Operand, context: Context, isWide: boolean): Entity {
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
    case 'minus':
      return minus(operand, context);
    default:
      throw new Refusal(`${operand.text} is neither a field nor a protocol name.`, operand);
  }
}

function expected(operand: Operand, type: OperandType, context: Context): Entity {
  switch (operand.kind) {
    case 'word': {
      const value = /^:[^:]/.test(operand.text) ? operand.text.slice(1) : operand.text;
      return { kind: 'constant', ...constantOf({ ...operand, value }, type, context.version), type };
    }
    case 'string':
    case 'char':
      return { kind: 'constant', ...constantOf(operand, type, context.version), type };
    case 'minus':
      return expectedMinus(operand, type, context);
    case 'arithmetic':
      return expectedArithmetic(operand, type, context);
    default:
      return context.typed(operand);
  }
}

function sliced(operand: Operand & { kind: 'slice' }, context: Context): Entity {
  const said = written(operand.of, context);
  if (isLiteral(operand.of, context) && operand.of.kind !== 'word') {
    throw new Refusal(`${said} is neither a field nor a protocol name.`, operand.of);
  }
  const of = context.typed(operand.of);
  if (!canSlice(of.type.kind)) {
    const message = `"${said}" is a ${KIND_NAMES[of.type.kind]} and cannot be sliced into a sequence of bytes.`;
    const suggestion = context.version === '4.0' ? undefined : `Its bytes can be: @${said}[…].`;
    throw new Refusal(message, operand.of, suggestion);
  }
  return { kind: 'slice', of, ranges: operand.ranges, type: { kind: 'bytes' } };
}
