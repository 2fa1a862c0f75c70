/** Refusals of relations between types that do not fit. */
import { Refusal } from '../filter-error.ts';
import { KIND_NAMES } from '../kinds.ts';
import type { Entity } from '../plan.ts';
import type { Operand } from '../syntax/syntax.ts';
import { written } from './context.ts';
import type { Context } from './context.ts';

/** Two sides whose types cannot be compared. */
export function incompatible(left: Operand, right: Operand, a: Entity, b: Entity, context: Context): Refusal {
  const [one, other] = [left, right].map((side) => written(side, context));
  const types = `${one} (${KIND_NAMES[a.type.kind]}) and ${other} (${KIND_NAMES[b.type.kind]})`;
  const isName = right.kind === 'word' && b.type.kind === 'proto';
  const suggestion = isName
    ? `"${other}" is a protocol; write a value as a number or in double quotes.`
    : undefined;
  return new Refusal(`${types} are not of compatible types.`, right, suggestion);
}

/** Refuses a side whose type has no such relation. */
export function refuseKind(side: Entity, operand: Operand, operator: string, context: Context): never {
  const said = written(operand, context);
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
