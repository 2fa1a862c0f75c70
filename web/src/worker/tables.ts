/** The tables of a run: calls, lines, messages, events and lookups, as rows of texts, filtered in the language of queries. */
import type { Evidence, KINDS as Kinds, Model } from '@wireside/trace';
import { evidenceWord, KINDS } from '@wireside/trace';
import type { Completion, FilterError } from '@wireside/wire';
import type { Detail } from './tables-detail.ts';
import { detailOf } from './tables-detail.ts';
import { Joins } from './tables-joins.ts';
import { MAKERS } from './tables-rows.ts';
import type { Source } from './tables-rows.ts';
import type { TableKind, TableRow } from './tables-types.ts';
import { socketMoments, socketTable } from './tables-sockets.ts';
import type { SocketMoment, SocketTable } from './tables-sockets.ts';

/** Which table, and its filter. */
export interface TableChoice {
  readonly kind: TableKind;
  readonly filter: string;
}

/** How many rows a filter found, or what is wrong with it. */
export type TableList =
  | {
      /** The filter that it is about. */
      readonly filter: string;
      readonly count: number;
      readonly total: number;
      /** Events of the scene that the filter leaves out, because it knows those of peers only. */
      readonly leftOut?: number;
      readonly error?: undefined;
    }
  | { readonly filter: string; readonly error: FilterError; readonly count?: undefined };

/** The socket tables at a moment, or what is wrong with the filter. */
export type SocketAnswer = SocketTable | { readonly error: FilterError; readonly hosts?: undefined };

/** How errors end that are about a name. */
const NO_FIELD = 'is not a valid protocol or protocol field.';
/** Lists that are kept. */
const MAX_KEPT = 12;

/** The tables of one run. */
export class Tables {
  readonly joins: Joins;
  readonly #sources = new Map<TableKind, readonly Source[]>();
  readonly #lists = new Map<string, readonly Source[] | FilterError>();
  readonly #places = new Map<readonly Source[], ReadonlyMap<string, number>>();

  constructor(model: Model) {
    this.joins = new Joins(model);
  }

  /** How many rows there are. */
  list(choice: TableChoice): TableList {
    const list = this.#list(choice);
    const { filter } = choice;
    if ('message' in list) return { filter, error: list };
    const total = this.#sourcesOf(choice.kind).length;
    const scene = choice.kind === 'events' && filter.trim() !== '' ? this.joins.model.trace.scene.length : 0;
    return { filter, count: list.length, total: total - scene, ...(scene === 0 ? {} : { leftOut: scene }) };
  }

  /** Rows of a table. */
  rows(choice: TableChoice, from: number, to: number): TableRow[] {
    const list = this.#list(choice);
    if ('message' in list) return [];
    const make = MAKERS[choice.kind];
    return list
      .slice(from, to)
      .map((source, i) => make.row(source, this.joins, list[from + i - 1]?.time ?? source.time));
  }

  /** The place of what is selected in a table; -1 if it is not there. */
  place(choice: TableChoice, at: Evidence): number {
    const list = this.#list(choice);
    if ('message' in list) return -1;
    let places = this.#places.get(list);
    if (places === undefined) {
      const found = new Map<string, number>();
      for (const [i, { at: own }] of list.entries()) if (own !== undefined) found.set(evidenceWord(own), i);
      this.#places.set(list, (places = found));
    }
    return places.get(evidenceWord(at)) ?? -1;
  }

  /** Fields of a table whose names begin with a text. */
  completions(kind: TableKind | 'sockets', prefix: string): Completion[] {
    return kindOf(kind)
      .fields.filter(({ field }) => field.name.startsWith(prefix))
      .map(({ field: { name, type, title } }) => ({ name, type, description: title }));
  }

  /** One call, line or event with all that belongs to it; undefined where there is none. */
  detail(at: Evidence): Detail | undefined {
    return detailOf(this.joins, at);
  }

  /** The moments at which socket tables were read. */
  moments(): SocketMoment[] {
    return socketMoments(this.joins.model);
  }

  /** The socket tables of all hosts at a moment. */
  sockets(moment: number, filter: string): SocketAnswer {
    const matching = this.#numbers('sockets', filter);
    if ('message' in matching) return { error: matching };
    return socketTable(this.joins.model, moment, matching.all === true ? undefined : matching.numbers);
  }

  #sourcesOf(kind: TableKind): readonly Source[] {
    let sources = this.#sources.get(kind);
    if (sources === undefined) this.#sources.set(kind, (sources = MAKERS[kind].sources(this.joins)));
    return sources;
  }

  #list({ kind, filter }: TableChoice): readonly Source[] | FilterError {
    const key = `${kind} ${filter}`;
    let list = this.#lists.get(key);
    if (list === undefined) {
      list = this.#filtered(kind, filter);
      if (this.#lists.size >= MAX_KEPT) {
        const [oldest, forgotten] = this.#lists.entries().next().value!;
        this.#lists.delete(oldest);
        if (!('message' in forgotten)) this.#places.delete(forgotten);
      }
      this.#lists.set(key, list);
    }
    return list;
  }

  #filtered(kind: TableKind, filter: string): readonly Source[] | FilterError {
    const matching = this.#numbers(kind, filter);
    if ('message' in matching) return matching;
    const sources = this.#sourcesOf(kind);
    return matching.all === true ? sources : sources.filter(({ id }) => matching.numbers.has(id));
  }

  /** What identifies the records that a filter finds. */
  #numbers(kind: TableKind | 'sockets', filter: string): Matching | FilterError {
    if (filter.trim() === '') return { all: true, numbers: new Set() };
    const records = kindOf(kind);
    const { find, error } = records.compile(filter);
    if (error !== undefined) {
      return { ...error, message: error.message.replace(NO_FIELD, `is not a field of ${kind}.`) };
    }
    const found = find(this.joins.model);
    // Lines are numbered in each output of each actor.
    const names = kind === 'lines' ? ['actor', 'stream', 'n'] : ['n'];
    const fields = names.map((name) => records.field(name)!);
    const numbers = new Set<string>();
    for (let i = 0; i < found.count; i++) {
      numbers.add(fields.map((field) => String(found.values(i, field)[0])).join(' '));
    }
    return { numbers };
  }
}

/** Which records match: all of them, or those with these numbers. */
interface Matching {
  readonly all?: true;
  readonly numbers: ReadonlySet<string>;
}

const kindOf = (name: string): (typeof Kinds)[number] => KINDS.find((kind) => kind.name === name)!;
