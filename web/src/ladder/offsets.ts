/** Where the rows of the ladder begin and end, in pixels from the top of the first one. */
import type { LadderOutline } from '../worker/ladder.ts';

/** How rows are put under each other. */
export interface Spacing {
  /** Pixels of one line of a row. */
  readonly line: number;
  /** Whether a row may have several lines, because actors have lanes. */
  readonly hasLanes: boolean;
  /** Pixels for a µs, if the distance between rows is the time between them. */
  readonly perMicro: number | undefined;
}

/** Longest distance between two rows, in lines; what is longer is drawn as broken. */
const MAX_LINES = 24;

/** Offsets of all rows. They are computed once, so that no row ever moves while it is scrolled. */
export class Offsets {
  readonly count: number;
  /** Pixels of all rows. */
  readonly total: number;
  readonly #line: number;
  readonly #tops: Float64Array | undefined;
  readonly #broken: ReadonlySet<number>;

  constructor(count: number, outline: LadderOutline | undefined, { line, hasLanes, perMicro }: Spacing) {
    const broken = new Set<number>();
    this.count = count;
    this.#line = line;
    this.#broken = broken;
    if (outline === undefined || outline.at.length !== count || (!hasLanes && perMicro === undefined)) {
      this.#tops = undefined;
      this.total = count * line;
      return;
    }
    const { at, lines } = outline;
    const tops = new Float64Array(count + 1);
    for (let i = 0; i < count; i++) {
      const least = line * (hasLanes ? lines[i]! : 1);
      const time = i + 1 < count ? Math.max(0, at[i + 1]! - at[i]!) * (perMicro ?? 0) : 0;
      if (time > line * MAX_LINES) broken.add(i);
      tops[i + 1] = tops[i]! + Math.max(least, Math.min(time, line * MAX_LINES));
    }
    this.#tops = tops;
    this.total = tops[count]!;
  }

  /** Where a row begins. */
  top(place: number): number {
    return this.#tops?.[place] ?? place * this.#line;
  }

  /** How high it is. */
  height(place: number): number {
    return this.top(place + 1) - this.top(place);
  }

  /** Whether the time until the next row is longer than its distance shows. */
  isBroken(place: number): boolean {
    return this.#broken.has(place);
  }

  /** The row at an offset. */
  at(offset: number): number {
    if (this.#tops === undefined) return clamp(Math.floor(offset / this.#line), this.count);
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#tops[middle + 1]! <= offset) low = middle + 1;
      else high = middle;
    }
    return clamp(low, this.count);
  }
}

const clamp = (place: number, count: number): number => Math.max(0, Math.min(count - 1, place));

/** µs that one line stands for where nothing else is chosen: the middle of all times between rows. */
export function usualMicros({ at }: LadderOutline): number {
  const deltas: number[] = [];
  for (let i = 1; i < at.length; i++) if (at[i]! > at[i - 1]!) deltas.push(at[i]! - at[i - 1]!);
  if (deltas.length === 0) return 1000;
  return Math.max(1, deltas.toSorted((a, b) => a - b)[deltas.length >> 1]!);
}
