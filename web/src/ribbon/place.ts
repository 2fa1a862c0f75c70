/** Where blocks stand in a strip: those that are seen, and those that are too narrow to be seen joined. */
import type { Block } from '../worker/ribbon.ts';

/** Part of a stream that is seen, in bytes. */
export interface View {
  readonly from: number;
  readonly to: number;
}

/** What is drawn: a block, or several neighbors. */
export interface Placed {
  readonly offset: number;
  readonly length: number;
  /** Pixels from the left end of the strip. */
  readonly left: number;
  readonly width: number;
  readonly blocks: readonly Block[];
}

/** Narrowest block that is drawn by itself, in pixels. */
const MIN_WIDTH = 4;
/** Smallest part of a stream that can fill the strip, in bytes. */
const MIN_BYTES = 8;

/** The blocks that are seen. @param width of the strip, in pixels */
export function placed(blocks: readonly Block[], { from, to }: View, width: number): Placed[] {
  const scale = width / Math.max(1, to - from);
  const found: Placed[] = [];
  let joined: Block[] = [];
  const add = (group: readonly Block[]): void => {
    if (group.length === 0) return;
    const offset = group[0]!.offset;
    const end = group.reduce((most, one) => Math.max(most, one.offset + one.length), 0);
    const left = (offset - from) * scale;
    found.push({
      offset,
      length: end - offset,
      left,
      width: Math.max(2, (end - offset) * scale),
      blocks: group,
    });
  };
  for (const block of blocks) {
    if (block.offset + block.length <= from) continue;
    if (block.offset >= to) break;
    if (block.length * scale >= MIN_WIDTH) {
      add(joined);
      joined = [];
      add([block]);
      continue;
    }
    const start = joined[0]?.offset ?? block.offset;
    if ((block.offset + block.length - start) * scale > 3 * MIN_WIDTH) {
      add(joined);
      joined = [];
    }
    joined.push(block);
  }
  add(joined);
  return found;
}

/** A view that is larger or smaller by a factor, around a byte that stays where it is. */
export function zoomed({ from, to }: View, factor: number, around: number, length: number): View {
  const size = Math.min(length, Math.max(MIN_BYTES, (to - from) * factor));
  const share = (around - from) / Math.max(1, to - from);
  return within({ from: around - share * size, to: around - share * size + size }, length);
}

/** A view moved by some bytes. */
export function moved({ from, to }: View, by: number, length: number): View {
  return within({ from: from + by, to: to + by }, length);
}

function within({ from, to }: View, length: number): View {
  const size = Math.min(length, to - from);
  const start = Math.max(0, Math.min(length - size, from));
  return { from: start, to: start + size };
}

/** Round places for the ruler, in bytes. */
export function ticks({ from, to }: View, width: number): number[] {
  const least = ((to - from) * 80) / Math.max(1, width);
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const step = Math.max(1, [1, 2, 5, 10].map((one) => one * power).find((one) => one >= least) ?? 1);
  const places: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) places.push(at);
  return places;
}
