/** Which records of a run show a reader what a query is about. */
import { errorAt } from '@wireside/wire';
import type { Evidence } from '../evidence.ts';
import type { Model } from '../model.ts';
import { lackOf } from './available.ts';
import { Cursor } from './cursor.ts';
import { KINDS } from './kinds/index.ts';
import type { QueryError } from './query-error.ts';
import { QueryRefusal } from './query-error.ts';
import type { Selection } from './selection.ts';
import { parseSelection } from './selection.ts';
import type { QueryValues } from './values.ts';

/** Records that are shown. */
export const MAX_SHOWN = 5;

/** `calls: call.name == "setsockopt"`, ready for any run. */
export class Show {
  readonly #selection: Selection;

  /** @internal It comes from {@link compileShow}. */
  constructor(selection: Selection) {
    this.#selection = selection;
  }

  /** The first five of the records; none where the run does not have the kind. */
  evidence(model: Model): Evidence[] {
    const { kind, find } = this.#selection;
    if (lackOf([kind], model) !== undefined) return [];
    const found = find(model);
    const shown: Evidence[] = [];
    for (let index = 0; index < found.count && shown.length < MAX_SHOWN; index++) {
      const evidence = found.evidence(index);
      if (evidence !== undefined) shown.push(evidence);
    }
    return shown;
  }
}

/** Compiles what is to be shown, or says what is wrong with its text. It never throws. */
export function compileShow(
  text: string,
  values: QueryValues,
): { show: Show; error?: undefined } | { error: QueryError; show?: undefined } {
  try {
    const cursor = new Cursor(text);
    const { from, to } = cursor.next;
    const selection = parseWhole(cursor, values);
    if (!selection.kind.isShown) {
      const allowed = KINDS.filter(({ isShown }) => isShown).map(({ name }) => name);
      const message = `A verdict cannot point at ${selection.kind.name}.`;
      const length = Math.min(to - from, selection.kind.name.length);
      return { error: { ...errorAt(message, { from, to: from + length }), allowed } };
    }
    return { show: new Show(selection) };
  } catch (error) {
    if (error instanceof QueryRefusal) return { error: error.error };
    throw error;
  }
}

/** A selection that is a whole text: what closes it inside a query ends it here. */
function parseWhole(cursor: Cursor, values: QueryValues): Selection {
  const closed = new Cursor(`${cursor.text})`);
  const selection = parseSelection(closed, values);
  const { from } = closed.next;
  if (from < cursor.text.length) closed.refuse('")" was unexpected in this context.', { from, to: from + 1 });
  return selection;
}
