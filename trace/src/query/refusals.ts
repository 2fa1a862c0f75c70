/** What is no query, and what to write in its place. */
import type { Condition } from '@wireside/wire';
import { didYouMean, errorAt } from '@wireside/wire';
import { AGGREGATES } from './aggregate.ts';
import type { Cursor } from './cursor.ts';
import { KIND_BY_NAME, KINDS } from './kinds/index.ts';
import type { QueryError } from './query-error.ts';
import { QueryRefusal } from './query-error.ts';
import type { Rewriting } from './rewriting.ts';

/** Refuses what looks like an aggregate, or stands outside of one, and is none. */
export function refuseStrangers(cursor: Cursor): void {
  const { kind, text, from, to } = cursor.next;
  if (kind !== 'word') return;
  const names = Object.keys(AGGREGATES);
  if (cursor.seesCall && /^[a-z]+:/.test(cursor.after(2).text))
    cursor.refuse(`"${text}" is no aggregate.`, { from, to }, didYouMean(text, names), names);
  const word = text.slice(0, text.indexOf(':') + 1);
  if (!KIND_BY_NAME.has(word.slice(0, -1))) return;
  const suggestion = `Write count(${word} …) >= 1, or another of ${names.join(', ')}.`;
  cursor.refuse(`"${word}" stands outside an aggregate.`, { from, to: from + word.length }, suggestion);
}

/** An error about a name, where the name is outside an aggregate. */
export function outside(error: QueryError): QueryError {
  const name = /^"(.*)" is not a valid protocol or protocol field\.$/s.exec(error.message)?.[1];
  const called = /^Function '(.*)' does not exist\.$/s.exec(error.message)?.[1];
  const unknown = name ?? called;
  if (unknown === undefined) return error;
  const allowed = Object.keys(AGGREGATES);
  const kind = KINDS.find((one) => one.field(unknown)?.name === unknown);
  const suggestion =
    kind === undefined ? didYouMean(unknown, allowed) : `Write count(${kind.name}: ${unknown} …) >= 1.`;
  const message =
    kind === undefined
      ? `"${unknown}" is unknown here.`
      : `The field "${unknown}" stands outside an aggregate.`;
  const { suggestion: _, ...rest } = error;
  return {
    ...rest,
    message,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(kind === undefined ? { allowed } : {}),
  };
}

/** Refuses a number that stands where a condition must: in a filter it would say only that there is one. */
export function refuseNumbers(
  condition: Condition,
  isCondition: (word: string) => boolean,
  rewriting: Rewriting,
): void {
  const open: Condition[] = [condition];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (one.kind === 'and' || one.kind === 'or' || one.kind === 'xor') open.push(...one.parts);
    else if (one.kind === 'not') open.push(one.of);
    else if (one.kind === 'test' && one.of.kind === 'word' && !isCondition(one.of.text)) {
      const { text } = one.of;
      const message = `${text} is a value and no condition.`;
      const suggestion = `Compare it: ${text} >= 1.`;
      throw new QueryRefusal(rewriting.original(errorAt(message, one.of, suggestion)));
    }
  }
}
