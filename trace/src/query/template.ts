/** A sentence with queries in braces, which a run fills in. */
import type { Field, Value } from '@wireside/wire';
import { durationText, errorAt, numberText, valueText } from '@wireside/wire';
import { printable, quote } from '../findings/words.ts';
import type { Model } from '../model.ts';
import { answerOf, isAggregate, parseAggregate } from './aggregate.ts';
import { lackOf } from './available.ts';
import { Cursor } from './cursor.ts';
import type { QueryError } from './query-error.ts';
import { QueryRefusal, shifted } from './query-error.ts';
import type { QueryValues } from './values.ts';
import { valueOf } from './values.ts';

/** Characters of one value that are filled in. */
const MAX_FILLED = 200;
/** Values that a sentence may have. */
const MAX_VALUES = 10;

/** A part of a sentence: a text, or what a run fills in. */
type Part = string | ((model: Model) => string);

/** `the program made {count(calls)} calls`, ready for any run. */
export class Template {
  readonly #parts: readonly Part[];

  /** @internal Templates come from {@link compileTemplate}. */
  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  /** The sentence with the values of a run, which are escaped; `none` for what has no value, `unknown` for what the run lacks. */
  fill(model: Model): string {
    return this.#parts.map((part) => (typeof part === 'string' ? part : part(model))).join('');
  }
}

/** Compiles a sentence, or says what is wrong with its text. `{{` and `}}` are braces. It never throws. */
export function compileTemplate(
  text: string,
  values: QueryValues,
): { template: Template; error?: undefined } | { error: QueryError; template?: undefined } {
  try {
    return { template: new Template(partsOf(text, values)) };
  } catch (error) {
    if (error instanceof QueryRefusal) return { error: error.error };
    throw error;
  }
}

function partsOf(text: string, values: QueryValues): Part[] {
  const parts: Part[] = [];
  let plain = '';
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character !== '{' && character !== '}') plain += character;
    else if (text[at + 1] === character) {
      plain += character;
      at++;
    } else if (character === '}') refuse('There is no "{" for this "}".', at, 'Write "}}" for a brace.');
    else {
      if (++count > MAX_VALUES) refuse(`A sentence may have at most ${MAX_VALUES} values.`, at);
      const end = endOf(text, at);
      parts.push(plain, valueIn(text.slice(at + 1, end), at + 1, values));
      plain = '';
      at = end;
    }
  }
  return [...parts, plain];
}

function refuse(message: string, at: number, suggestion?: string): never {
  throw new QueryRefusal(errorAt(message, { from: at, to: at + 1 }, suggestion));
}

/** Index of the brace that closes the one at `from`; those in strings and in sets inside do not. */
function endOf(text: string, from: number): number {
  let depth = 0;
  let isQuoted = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (isQuoted && character === '\\') at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === '{') depth++;
    else if (!isQuoted && character === '}' && --depth === 0) return at;
  }
  return refuse('This brace is not closed.', from, 'Write "{{" for a brace.');
}

/** What stands in braces. @param from index of its first character in the sentence */
function valueIn(text: string, from: number, values: QueryValues): Part {
  try {
    const cursor = new Cursor(text);
    const part = parseValue(cursor, values);
    if (!cursor.isAtEnd) cursor.refuse(`"${cursor.next.text}" was unexpected in this context.`, cursor.next);
    return part;
  } catch (error) {
    throw error instanceof QueryRefusal ? new QueryRefusal(shifted(error.error, from)) : error;
  }
}

function parseValue(cursor: Cursor, values: QueryValues): Part {
  const named = cursor.takeValue();
  if (named !== undefined) return shortened(printable(valueOf(named, values).value));
  if (!cursor.seesCall || !isAggregate(cursor.next.text)) {
    const message = 'In braces stands an aggregate such as count(calls), or a value such as $port.';
    cursor.refuse(message, cursor.next);
  }
  const aggregate = parseAggregate(cursor, values);
  const field = aggregate.field ?? { name: '', type: aggregate.type, title: '' };
  return (model) => {
    if (lackOf([aggregate.kind], model) !== undefined) return 'unknown';
    const found = answerOf(aggregate, model).map((value) => said(field, value));
    return found.length === 0 ? 'none' : shortened(found.join(', '));
  };
}

/** A value in words. */
function said(field: Field, value: Value): string {
  if (field.type === 'label') return value === true ? 'yes' : 'no';
  if (field.type === 'dur' && typeof value === 'number') return durationText(value * 1e9);
  if ((field.type === 'bytes' || field.type === 'oid') && value instanceof Uint8Array) return quote(value);
  const isPlain = /^[uif]\d/.test(field.type) && field.base === undefined && field.names === undefined;
  if (isPlain && typeof value === 'number' && Number.isInteger(value)) return numberText(value);
  return printable(typeof value === 'string' ? value : valueText(field, value));
}

function shortened(text: string): string {
  return text.length > MAX_FILLED ? `${text.slice(0, MAX_FILLED)}…` : text;
}
