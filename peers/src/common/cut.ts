/** Where to cut a stream so that every wrong idea about recv() shows. */
import type { Random } from './random.ts';

/** What a cut has to contain, besides chance. */
export interface CutDemand {
  /** How many bytes a piece has on average, roughly. */
  readonly mean: number;
  /** For each of these lists: a border falls on at least one of its positions (an empty list demands nothing). */
  readonly through?: readonly (readonly number[])[];
  /** On at least one of these positions no border falls, so one piece holds the bytes on both of its sides. */
  readonly across?: readonly number[];
}

/**
 * Draws the borders at which `length` bytes are cut: ascending, each from 1 to `length - 1`, none twice. A border at 5 lies
 * between byte 4 and byte 5.
 *
 * TCP carries a stream of bytes and keeps no borders (RFC 9293 section 2.2): any cut may happen on a real network, some day.
 * Chance alone would let a case pass in which nothing interesting was cut, so the demands are met first. `across` and a
 * list of `through` should have no position in common; where they have, `across` wins.
 */
export function cut(length: number, random: Random, demand: CutDemand): number[] {
  if (length < 2) return [];
  const across = demand.across ?? [];
  const spared = across.length > 0 ? random.pick(across) : undefined;
  const borders = new Set<number>();
  for (const list of demand.through ?? []) {
    const allowed = list.filter((position) => position !== spared);
    if (allowed.length > 0) borders.add(random.pick(allowed));
  }
  for (let more = Math.round(length / demand.mean); more > 0; more--) {
    const border = random.integer(1, length - 1);
    if (border !== spared) borders.add(border);
  }
  return [...borders].toSorted((left, right) => left - right);
}

/** Cuts bytes at borders as {@link cut} gives them; the pieces are views, nothing is copied, and none is empty. */
export function cutAt(bytes: Buffer, borders: readonly number[]): Buffer[] {
  if (bytes.length === 0) return [];
  return [0, ...borders].map((from, index) => bytes.subarray(from, borders[index] ?? bytes.length));
}

/** Borders between all bytes: every piece is one byte long. */
export function cutEverywhere(length: number): number[] {
  return Array.from({ length: Math.max(0, length - 1) }, (_, index) => index + 1);
}

/**
 * The positions inside a UTF-8 character, where a cut leaves half a character on either side. A byte that continues a
 * character begins with the bits 10 (RFC 3629 section 3).
 */
export function insideCharacters(bytes: Buffer): number[] {
  const positions: number[] = [];
  for (let position = 1; position < bytes.length; position++) {
    if (((bytes[position] as number) & 0xc0) === 0x80) positions.push(position);
  }
  return positions;
}
