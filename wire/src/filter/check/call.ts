/** Operands that are calls of functions. */
import { Refusal } from '../filter-error.ts';
import { FUNCTIONS } from '../functions.ts';
import { KIND_NAMES } from '../kinds.ts';
import type { Entity } from '../plan.ts';
import { didYouMean } from '../../basics/nearest.ts';
import type { Operand } from '../syntax/syntax.ts';
import { written } from './context.ts';
import type { Context } from './context.ts';
import { isLiteral } from './field.ts';

/** A call: the function is known, and each argument is one that it takes. */
export function call(operand: Operand & { kind: 'call' }, context: Context): Entity {
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
    const said = written(argument, context);
    const isBad = isLiteral(argument, context) && argument.kind !== 'word';
    if (isBad || (argument.kind === 'word' && /^\d/.test(argument.text))) {
      throw new Refusal(`Argument '${said}' is not valid for ${name}().`, argument);
    }
    const entity = context.typed(argument);
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
