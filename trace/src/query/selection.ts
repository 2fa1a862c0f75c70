/** What a query selects: records of a kind that match a filter, in which `$names` stand for values. */
import { didYouMean } from '@wireside/wire';
import type { Cursor } from './cursor.ts';
import type { Find, Kind } from './kind.ts';
import { KIND_BY_NAME, KINDS } from './kinds/index.ts';
import { QueryRefusal, shifted } from './query-error.ts';
import type { QueryError } from './query-error.ts';
import { valuesIn } from './values-in.ts';
import { Rewriting } from './rewriting.ts';
import type { QueryValues } from './values.ts';

/** A selection, as it stands in a query. */
export interface Selection {
  readonly kind: Kind;
  readonly find: Find;
}

/** How errors of filters begin that are about a name. */
const NO_FIELD = 'is not a valid protocol or protocol field.';

/**
 * Reads `calls: call.ret > 0`, or `calls` for all of them, up to what ends it.
 * @param mayHaveMore whether a comma ends it
 * @throws {QueryRefusal} when there is no such kind, or the filter is not valid
 */
export function parseSelection(cursor: Cursor, values: QueryValues, mayHaveMore = false): Selection {
  const { kind: token, text, from, to } = cursor.next;
  const colon = text.indexOf(':');
  const name = colon < 0 ? text : text.slice(0, colon);
  const names = KINDS.map((one) => one.name);
  if (token !== 'word') {
    const said = token === 'end' ? 'nothing' : `"${text}"`;
    cursor.refuse(`A kind of records must stand here, not ${said}.`, { from, to }, undefined, names);
  }
  const kind = KIND_BY_NAME.get(name);
  if (kind === undefined) {
    const span = { from, to: from + name.length };
    const isField = KINDS.some((one) => one.name !== 'packets' && one.field(text)) || text.includes('.');
    const suggestion =
      isField && colon < 0 ? 'Write the kind first: calls: call.ret > 0.' : didYouMean(name, names);
    cursor.refuse(`There are no records of the kind "${name.slice(0, 60)}".`, span, suggestion, names);
  }
  const start = colon < 0 ? to : from + colon + 1;
  const end = cursor.skipInside(mayHaveMore);
  const filter = cursor.text.slice(start, end);
  if (colon < 0 && filter.trim() !== '') {
    cursor.refuse(`A colon must follow "${name}".`, { from, to }, `Write ${name}: and the filter.`);
  }
  return { kind, find: compiled(kind, filter, start, values) };
}

/** A filter with its values in place. @param start index of its first character in the query */
function compiled(kind: Kind, text: string, start: number, values: QueryValues): Find {
  try {
    const rewriting = new Rewriting(text, valuesIn(text, values));
    const { find, error } = kind.compile(rewriting.text);
    if (find) return find;
    throw new QueryRefusal(withNames(kind, rewriting.original(error)));
  } catch (error) {
    throw error instanceof QueryRefusal ? new QueryRefusal(shifted(error.error, start)) : error;
  }
}

/** An error about a name, with the fields of the kind; packets have too many. */
function withNames(kind: Kind, error: QueryError): QueryError {
  if (!error.message.endsWith(NO_FIELD)) return error;
  if (kind.fields.length === 0) return error;
  const message = error.message.replace(NO_FIELD, `is not a field of ${kind.name}.`);
  return { ...error, message, allowed: kind.fields.map(({ field }) => field.name) };
}
