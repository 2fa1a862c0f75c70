/** Two runs side by side: what the programs called, what was on the wire, and what was printed, aligned by what happened. */
import type { ActorDescription, CallRecord, Evidence, Model } from '@wireside/trace';
import { escape, hostsByAddress } from '@wireside/trace';
import { align } from '../compare/align.ts';
import { COMPARE } from '../texts/compare.ts';
import { evidenceOfLine } from './tables-joins.ts';
import { msText } from './tables-rows.ts';

/** What is compared. */
export type CompareView = keyof typeof COMPARE.views;

/** One side of a row. Texts are escaped. */
export interface ComparedSide {
  readonly at?: Evidence;
  /** Since the first call of a program. */
  readonly ms: string;
  readonly text: string;
}

/** A row: a heading, or what stands beside each other. */
export type ComparedRow =
  | { readonly kind: 'actor'; readonly title: string }
  | {
      readonly kind: 'same' | 'changed' | 'left' | 'right';
      readonly left?: ComparedSide;
      readonly right?: ComparedSide;
    };

/** A comparison without its rows. */
export interface CompareHead {
  readonly title: string;
  /** Number of rows of each view. */
  readonly rows: Readonly<Record<CompareView, number>>;
  /** Places of the rows of each view that differ. */
  readonly differences: Readonly<Record<CompareView, readonly number[]>>;
}

/** Something that happened in one run. */
interface Happened extends ComparedSide {
  readonly key: string;
  readonly name: string;
}

/** What happened to one actor, or at one host. */
interface Sequence {
  readonly id: string;
  readonly title: string;
  readonly all: readonly Happened[];
}

/** Characters of a text that are shown and compared. */
const MAX_TEXT = 2000;
/** Characters of arguments that are shown. */
const MAX_ARGUMENTS = 80;

/** The comparison of two runs. */
export class Comparison {
  readonly #rows: Readonly<Record<CompareView, readonly ComparedRow[]>>;
  readonly #title: string;

  constructor(left: Model, right: Model, title: string) {
    const names = sameActors(left, right);
    this.#title = title;
    this.#rows = {
      calls: rowsOf(
        callsOf(left, (name) => name),
        callsOf(right, names),
      ),
      packets: rowsOf(packetsOf(left), packetsOf(right)),
      lines: rowsOf(
        linesOf(left, (name) => name),
        linesOf(right, names),
      ),
    };
  }

  /** How many rows there are, and which of them differ. */
  head(): CompareHead {
    const of = <T>(make: (rows: readonly ComparedRow[]) => T): Record<CompareView, T> => ({
      calls: make(this.#rows.calls),
      packets: make(this.#rows.packets),
      lines: make(this.#rows.lines),
    });
    return {
      title: this.#title,
      rows: of(({ length }) => length),
      differences: of((rows) =>
        rows.flatMap(({ kind }, i) => (kind === 'same' || kind === 'actor' ? [] : [i])),
      ),
    };
  }

  /** Rows of a view. */
  rows(view: CompareView, from: number, to: number): readonly ComparedRow[] {
    return this.#rows[view].slice(from, to);
  }
}

/** Names of the right run's actors as the left run has them: by their names, or by their order among those of a kind. */
function sameActors(left: Model, right: Model): (name: string) => string {
  const known = new Set(left.actors.map(({ name }) => name));
  const found = new Map<string, string>();
  for (const kind of ['program', 'peer'] as const) {
    const of = (actors: readonly ActorDescription[]): string[] =>
      actors.filter((actor) => actor.kind === kind).map(({ name }) => name);
    const renamed = of(right.actors).filter((name) => !known.has(name));
    const own = new Set(right.actors.map(({ name }) => name));
    const free = of(left.actors).filter((name) => !own.has(name));
    for (const [i, name] of renamed.entries()) if (free[i] !== undefined) found.set(name, free[i]);
  }
  return (name) => found.get(name) ?? name;
}

function callsOf(model: Model, nameOf: (name: string) => string): Sequence[] {
  return model.actors.flatMap(({ name, kind }) => {
    const all = model.callsOf(name).map((call): Happened => ({
      at: { call: call.n },
      ms: msText(call.at - model.start),
      text: callText(call),
      key: `${call.name} ${resultKind(call)}`,
      name: call.name,
    }));
    return kind === 'program' ? [{ id: nameOf(name), title: escape(name), all }] : [];
  });
}

/** What a call returned, as far as it matters: an error by its name, nothing, zero, or something. */
function resultKind({ error, ret }: CallRecord): string {
  return error ?? (ret === undefined ? 'unreturned' : ret === 0 ? 'zero' : 'some');
}

function callText({ name, fd, args, size, ret, error, times, kind }: CallRecord): string {
  const moved = kind === 'receive' || kind === 'send' ? size : undefined;
  const parts = [fd, args?.slice(0, MAX_ARGUMENTS), moved].filter(
    (part) => part !== undefined && part !== '',
  );
  const result = error ?? (ret === undefined ? (kind === 'exit' ? '' : COMPARE.unreturned) : String(ret));
  const count = times === undefined ? '' : ` × ${times}`;
  return escape(`${name}(${parts.join(', ')})${result === '' ? '' : ` = ${result}`}${count}`);
}

/** Packets by the host that sent them: how those of two hosts interleave is a matter of time. */
function packetsOf(model: Model): Sequence[] {
  const hostOf = hostsByAddress(model.run);
  const found = new Map<string, Happened[]>();
  const { capture } = model;
  for (let row = 0; row < capture.count; row++) {
    const { number, time, src, protocol, info, length, tcp } = capture.packet(row);
    const host = hostOf(src) ?? src;
    const name = tcp === undefined ? protocol : tcp.flagsText;
    const size = tcp?.payloadLength ?? length;
    const one: Happened = {
      at: { packet: number },
      ms: msText(time - model.start),
      text:
        tcp === undefined
          ? escape(`${protocol} ${info.slice(0, MAX_ARGUMENTS)}`)
          : `${tcp.flagsText} ${size} B`,
      key: `${name} ${size}`,
      name,
    };
    const own = found.get(host);
    if (own === undefined) found.set(host, [one]);
    else own.push(one);
  }
  // In the order of the run's hosts; senders without an address of theirs come last.
  const order = model.run.hosts.map(({ name }) => name);
  const place = (host: string): number => (order.includes(host) ? order.indexOf(host) : order.length);
  return [...found]
    .toSorted(([a], [b]) => place(a) - place(b))
    .map(([host, all]) => ({ id: host, title: escape(host), all }));
}

function linesOf(model: Model, nameOf: (name: string) => string): Sequence[] {
  return model.actors.flatMap(({ name }) =>
    (['stdout', 'stderr'] as const).flatMap((stream) => {
      const all = model.lines(stream, name).map((line): Happened => {
        const text = escape(line.bytes.subarray(0, MAX_TEXT));
        const rest = line.bytes.length > MAX_TEXT ? `… (${line.bytes.length} B)` : '';
        return {
          ...(stream === 'stdout' ? { at: evidenceOfLine(model, line.number, name) } : {}),
          ms: msText(line.at - model.start),
          text: `${text}${rest}`,
          key: `${text}${rest}`,
          name: stream,
        };
      });
      return all.length === 0
        ? []
        : [{ id: `${nameOf(name)} ${stream}`, title: `${escape(name)}, ${stream}`, all }];
    }),
  );
}

/** The sequences of both runs, one after the other, with a heading for each. */
function rowsOf(left: readonly Sequence[], right: readonly Sequence[]): ComparedRow[] {
  const ids = [...new Set([...left, ...right].map(({ id }) => id))];
  return ids.flatMap((id): ComparedRow[] => {
    const [one, other] = [left, right].map((all) => all.find((sequence) => sequence.id === id));
    const [a, b] = [one?.all ?? [], other?.all ?? []];
    if (a.length === 0 && b.length === 0) return [];
    const rows = align(a, b).map(({ left: i, right: j, isSame }): ComparedRow => ({
      kind: isSame ? 'same' : j === undefined ? 'left' : i === undefined ? 'right' : 'changed',
      ...(i === undefined ? {} : { left: sideOf(a[i]!) }),
      ...(j === undefined ? {} : { right: sideOf(b[j]!) }),
    }));
    return [{ kind: 'actor', title: (one ?? other)!.title }, ...rows];
  });
}

function sideOf({ at, ms, text }: Happened): ComparedSide {
  return { ms, text, ...(at === undefined ? {} : { at }) };
}
