/** A query: a condition over aggregates and values, in the language of display filters. */
import type { Field, FilterError, RecordFilter, Value } from '@wireside/wire';
import { compileRecordFilter, errorAt, parseFilter, RecordFields } from '@wireside/wire';
import type { Model } from '../model.ts';
import type { Aggregate } from './aggregate.ts';
import { answerOf, isAggregate, parseAggregate } from './aggregate.ts';
import { lackOf } from './available.ts';
import { Cursor } from './cursor.ts';
import type { QueryError } from './query-error.ts';
import { QueryRefusal } from './query-error.ts';
import { outside, refuseNumbers, refuseStrangers } from './refusals.ts';
import type { Replacement } from './rewriting.ts';
import { Rewriting } from './rewriting.ts';
import type { QueryValues } from './values.ts';
import { fieldOf, literalOf, valueOf } from './values.ts';

/** Aggregates of a query: each looks at all records of its kind. */
const MAX_AGGREGATES = 20;
/**
 * What stands for aggregates and values when wire reads the rest of a query: words that nobody writes, of characters for
 * private use.
 */
const MARK = '\ue000\ue000\ue000\ue000';
const PRIVATE = /[\ue000-\uf8ff]/;

/** What a run says to a query: whether it holds, or why the run cannot tell. */
export type Answer =
  | { readonly holds: boolean; readonly unknown?: undefined }
  | { readonly unknown: string; readonly holds?: undefined };

/** The values of what stands in a query, by their marks. */
type Answers = ReadonlyMap<string, () => readonly Value[]>;

/** One thing that stands in a query in the place of a field. */
interface Operand {
  readonly field: Field;
  readonly values: (model: Model) => readonly Value[];
}

/** A query, ready to be asked of any run. */
export class Query {
  /** As it was written. */
  readonly text: string;
  readonly #aggregates: readonly Aggregate[];
  readonly #operands: readonly Operand[];
  readonly #filter: RecordFilter<Answers>;

  /** @internal Queries come from {@link compileQuery}. */
  constructor(
    text: string,
    aggregates: readonly Aggregate[],
    operands: readonly Operand[],
    filter: RecordFilter<Answers>,
  ) {
    this.text = text;
    this.#aggregates = aggregates;
    this.#operands = operands;
    this.#filter = filter;
  }

  /** Asks a run. */
  ask(model: Model): Answer {
    const lack = lackOf(
      this.#aggregates.map(({ kind }) => kind),
      model,
    );
    if (lack !== undefined) return { unknown: lack };
    const answers = new Map(
      this.#operands.map(({ field, values }) => {
        let known: readonly Value[] | undefined;
        return [field.name, () => (known ??= values(model))];
      }),
    );
    return { holds: this.#filter.matches(answers) };
  }
}

/**
 * Compiles a query: the query, or what is wrong with its text and where. It never throws.
 * @param values what `$names` stand for
 */
export function compileQuery(
  text: string,
  values: QueryValues,
): { query: Query; error?: undefined } | { error: QueryError; query?: undefined } {
  try {
    return { query: compiled(text, values) };
  } catch (error) {
    if (error instanceof QueryRefusal) return { error: error.error };
    throw error;
  }
}

function compiled(text: string, values: QueryValues): Query {
  const cursor = new Cursor(text);
  if (cursor.isAtEnd) throw new QueryRefusal(errorAt('The query is empty.', { from: 0, to: 1 }));
  const strange = PRIVATE.exec(text);
  if (strange !== null) {
    const span = { from: strange.index, to: strange.index + 1 };
    throw new QueryRefusal(errorAt('Characters for private use cannot stand in a query.', span));
  }
  const aggregates: Aggregate[] = [];
  const operands: Operand[] = [];
  const replacements: Replacement[] = [];
  const literals = new Map<Replacement, Replacement>();
  const put = (from: number, to: number, operand: Operand): void => {
    operands.push(operand);
    replacements.push({ from, to, by: operand.field.name, named: operand.field.name });
  };
  while (!cursor.isAtEnd) {
    const { from } = cursor.next;
    const mark = `${MARK}${operands.length}`;
    const named = cursor.takeValue();
    if (named !== undefined) {
      const known = valueOf(named, values);
      const { field, value } = fieldOf(mark, known);
      put(from, named.to, { field, values: () => [value] });
      literals.set(replacements.at(-1)!, { from, to: named.to, by: literalOf(known) });
    } else if (cursor.seesCall && isAggregate(cursor.next.text)) {
      if (aggregates.length === MAX_AGGREGATES)
        cursor.refuse(`A query may have at most ${MAX_AGGREGATES} aggregates.`, cursor.next);
      const aggregate = parseAggregate(cursor, values);
      aggregates.push(aggregate);
      const field = { name: mark, type: aggregate.type, title: '', names: aggregate.field?.names };
      put(from, endBefore(cursor), { field, values: (model) => answerOf(aggregate, model) });
    } else {
      refuseStrangers(cursor);
      cursor.take();
    }
  }
  const { filter, rewriting, error } = filterOf(text, replacements, operands);
  if (error) {
    // Beside a field, a value is a literal, which takes the type of the field; alone, it is a field of its own.
    const literal = filterOf(
      text,
      replacements.map((one) => literals.get(one) ?? one),
      operands,
    );
    if (literal.error) throw new QueryRefusal(outside(rewriting.original(error)));
    return checked(text, aggregates, operands, literal);
  }
  return checked(text, aggregates, operands, { filter, rewriting });
}

/** A query whose fields are aggregates and values, read by wire. */
function filterOf(
  text: string,
  replacements: readonly Replacement[],
  operands: readonly Operand[],
):
  | { filter: RecordFilter<Answers>; rewriting: Rewriting; error?: undefined }
  | { error: FilterError; rewriting: Rewriting; filter?: undefined } {
  const rewriting = new Rewriting(text, replacements);
  const table = new RecordFields<Answers>(
    operands.map(({ field }) => ({ field, get: (answers) => answers.get(field.name)?.() })),
  );
  return { ...compileRecordFilter(rewriting.text, table), rewriting };
}

function checked(
  text: string,
  aggregates: readonly Aggregate[],
  operands: readonly Operand[],
  { filter, rewriting }: { readonly filter: RecordFilter<Answers>; readonly rewriting: Rewriting },
): Query {
  const conditions = new Set(
    operands.filter(({ field }) => field.type === 'label').map(({ field }) => field.name),
  );
  refuseNumbers(parseFilter(rewriting.text, '4.4')!, (word) => conditions.has(word), rewriting);
  return new Query(text, aggregates, operands, filter);
}

/** Index of the character after the last token that was read. */
function endBefore(cursor: Cursor): number {
  return cursor.text.slice(0, cursor.next.from).trimEnd().length;
}
