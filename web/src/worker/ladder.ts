/** The ladder as the page asks for it: its rows with some folds open, where evidence is, and an outline of all rows. */
import type { RecordedVerdict } from '@wireside/judge';
import type { Evidence, Ladder, LadderRow, Model } from '@wireside/trace';
import { evidenceWord, foldShows, ladder, rowsInFold, rowShows } from '@wireside/trace';
import { laneLines } from '../ladder/lanes.ts';
import { OUTLINE } from '../ladder/outline-bits.ts';
import type { FoundThing } from './findings.ts';

/** Which rows of a run. */
export interface LadderChoice {
  /** Whether long sequences are folded. */
  readonly isFolded: boolean;
  /** The folds that are open, by their places among the folded rows, in order. */
  readonly open?: readonly number[];
}

/** A ladder without its rows, which are asked for as they are seen. */
export interface LadderHead extends Omit<Ladder, 'rows'> {
  readonly count: number;
}

/** Where a row is. */
export interface LadderPlace {
  /** -1 if no row shows it. */
  readonly place: number;
  /** The row is inside of this fold, which is not open; `place` is that of the fold. */
  readonly fold?: OpenFold;
}

/** A fold, by its place among the folded rows, and how many rows it stands for. */
export interface OpenFold {
  readonly fold: number;
  readonly size: number;
}

/** All rows in a few numbers each: enough to put them in their places, and for the map of the whole run. */
export interface LadderOutline {
  /** µs since the ladder's start. */
  readonly at: Float64Array;
  /** {@link OUTLINE}. */
  readonly bits: Uint8Array;
  /** Column of the packet's sender and of its first receiver; -1 for none. */
  readonly from: Int8Array;
  readonly to: Int8Array;
  /** Which columns have a cell, one bit each. */
  readonly columns: Uint32Array;
  /** The first message that it holds; -1 for none. */
  readonly message: Int32Array;
  /** Lines that it needs where columns are lanes. */
  readonly lines: Uint8Array;
}

/** Something to point at: a failed check or a finding. */
export interface LadderMark {
  readonly place: number;
  readonly kind: 'fail' | 'wrong' | 'suspicious' | 'note';
  /** What failed or was found. Written by others: escape it. */
  readonly text: string;
}

/** Marks of a ladder. */
const MAX_MARKS = 2000;
/** Ladders with other folds open that are kept. */
const MAX_KEPT = 4;

/** The ladders of one run. */
export class Ladders {
  readonly #model: Model;
  readonly #verdict: RecordedVerdict | undefined;
  readonly #drawn = new Map<boolean, Ladder>();
  readonly #shown = new Map<string, readonly LadderRow[]>();

  constructor(model: Model, verdict: RecordedVerdict | undefined) {
    this.#model = model;
    this.#verdict = verdict;
  }

  /** The ladder without its rows. */
  head(choice: LadderChoice): LadderHead {
    const { rows: _, ...head } = this.#ladder(choice.isFolded);
    return { ...head, count: this.rows(choice).length };
  }

  /** All rows: those of the open folds stand after the folds. */
  rows({ isFolded, open = [] }: LadderChoice): readonly LadderRow[] {
    const { rows } = this.#ladder(isFolded);
    if (open.length === 0) return rows;
    const key = open.join();
    let shown = this.#shown.get(key);
    if (shown === undefined) {
      shown = openFolds(rows, open);
      if (this.#shown.size >= MAX_KEPT) this.#shown.delete(this.#shown.keys().next().value!);
      this.#shown.set(key, shown);
    }
    return shown;
  }

  /** Where some evidence is. */
  place(choice: LadderChoice, at: Evidence): LadderPlace {
    const place = this.rows(choice).findIndex((row) => rowShows(row, at));
    if (place >= 0) return { place };
    const { rows } = this.#ladder(choice.isFolded);
    const fold = rows.findIndex((row) => foldShows(row, at));
    const row = rows[fold];
    if (row === undefined) return { place: -1 };
    return { place: this.rows(choice).indexOf(row), fold: { fold, size: row.fold ?? 0 } };
  }

  /** An outline of all rows. */
  outline(choice: LadderChoice): LadderOutline {
    const rows = this.rows(choice);
    const { start } = this.#ladder(choice.isFolded);
    const outline: LadderOutline = {
      at: new Float64Array(rows.length),
      bits: new Uint8Array(rows.length),
      from: new Int8Array(rows.length).fill(-1),
      to: new Int8Array(rows.length).fill(-1),
      columns: new Uint32Array(rows.length),
      message: new Int32Array(rows.length).fill(-1),
      lines: new Uint8Array(rows.length),
    };
    rows.forEach((row, i) => {
      const { wire, cells } = row;
      outline.at[i] = row.at - start;
      outline.bits[i] = bitsOf(row);
      if (wire !== undefined && wire.kind !== 'gap') {
        outline.from[i] = wire.from ?? -1;
        outline.to[i] = wire.to?.[0] ?? -1;
      }
      for (const { column } of cells) outline.columns[i]! |= 1 << column;
      outline.message[i] = row.messages?.[0] ?? -1;
      outline.lines[i] = laneLines(row);
    });
    return outline;
  }

  /** What is wrong, at the rows where it happened. @param findings the run's own */
  marks(
    choice: LadderChoice,
    findings: readonly Pick<FoundThing, 'evidence' | 'severity' | 'text'>[],
  ): readonly LadderMark[] {
    const { checks = [], diagnoses = [] } = this.#verdict ?? {};
    const all = [
      ...checks
        .filter(({ result }) => result === 'fail')
        .map(({ evidence, title }) => ({ evidence, kind: 'fail' as const, text: title })),
      ...diagnoses.map(({ evidence, text }) => ({ evidence, kind: 'wrong' as const, text })),
      ...findings.map(({ evidence, severity, text }) => ({ evidence, kind: severity, text })),
    ];
    const places = new Map<string, number>();
    const placeOf = (one: Evidence): number => {
      const word = evidenceWord(one);
      const known = places.get(word);
      if (known !== undefined) return known;
      const { place } = this.place(choice, one);
      places.set(word, place);
      return place;
    };
    const marks = all.flatMap(({ evidence, ...mark }) =>
      [...new Set(evidence.map(placeOf))]
        .filter((place) => place >= 0)
        .map((place): LadderMark => ({ ...mark, place })),
    );
    const seen = new Set<string>();
    return marks
      .filter(({ place, text }) => !seen.has(`${place} ${text}`) && seen.add(`${place} ${text}`))
      .toSorted((a, b) => a.place - b.place)
      .slice(0, MAX_MARKS);
  }

  #ladder(isFolded: boolean): Ladder {
    let drawn = this.#drawn.get(isFolded);
    if (drawn === undefined) {
      const keep = (this.#verdict?.checks ?? []).flatMap(({ evidence }) => evidence);
      drawn = ladder(this.#model, { fold: isFolded, limit: Infinity, keep });
      this.#drawn.set(isFolded, drawn);
    }
    return drawn;
  }
}

/** The rows with those of some folds after these. */
function openFolds(rows: readonly LadderRow[], open: readonly number[]): readonly LadderRow[] {
  const shown: LadderRow[] = [];
  let next = 0;
  for (const fold of open) {
    while (next <= fold && next < rows.length) shown.push(rows[next++]!);
    const row = rows[fold];
    if (row !== undefined) for (const inside of rowsInFold(row)) shown.push(inside);
  }
  while (next < rows.length) shown.push(rows[next++]!);
  return shown;
}

function bitsOf(row: LadderRow): number {
  const { kind, wire, cells } = row;
  let bits = kind === 'fold' ? OUTLINE.fold : kind === 'gap' ? OUTLINE.gap : 0;
  if (wire?.kind === 'packet') {
    if (wire.lost) bits |= OUTLINE.lost;
    if (wire.again !== undefined) bits |= OUTLINE.again;
    if (wire.length > 0) bits |= OUTLINE.data;
    if (wire.mood === 'bad') bits |= OUTLINE.bad;
  }
  if (cells.some(({ mood }) => mood === 'bad')) bits |= OUTLINE.bad;
  if (cells.some((cell) => cell.kind === 'line' || cell.kind === 'lines')) bits |= OUTLINE.line;
  return bits;
}
