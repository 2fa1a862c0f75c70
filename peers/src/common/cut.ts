/** Where to cut a stream so that every misconception about recv() shows. */
import type { Random } from './random.ts';

/** What a cut must contain; the rest is random. */
export interface CutDemand {
  /** The mean length of a piece in bytes, roughly. */
  readonly mean: number;
  /** For each of these lists: there is a boundary at one or more of its positions (an empty list demands nothing). */
  readonly through?: readonly (readonly number[])[];
  /** At one or more of these positions there is no boundary, so one piece has the bytes on both sides of it. */
  readonly across?: readonly number[];
}

/**
 * Chooses the boundaries at which `length` bytes are cut: ascending, each from 1 to `length - 1`, none twice. A boundary at
 * 5 is between byte 4 and byte 5.
 *
 * TCP carries a stream of bytes and keeps no boundaries (RFC 9293 section 2.2), so any cut may happen on a real network.
 * Purely random cuts may miss everything interesting, so the demands are met first. `across` and a list of `through` should
 * have no position in common; if they do, `across` wins.
 */
export function cut(length: number, random: Random, demand: CutDemand): number[] {
  if (length < 2) return [];
  const across = demand.across ?? [];
  const spared = across.length > 0 ? random.pick(across) : undefined;
  const boundaries = new Set<number>();
  for (const list of demand.through ?? []) {
    const allowed = list.filter((position) => position !== spared);
    if (allowed.length > 0) boundaries.add(random.pick(allowed));
  }
  for (let more = Math.round(length / demand.mean); more > 0; more--) {
    const boundary = random.integer(1, length - 1);
    if (boundary !== spared) boundaries.add(boundary);
  }
  return [...boundaries].toSorted((left, right) => left - right);
}

/** Cuts bytes at boundaries from {@link cut}. The pieces are views, nothing is copied, and none is empty. */
export function cutAt(bytes: Buffer, boundaries: readonly number[]): Buffer[] {
  if (bytes.length === 0) return [];
  return [0, ...boundaries].map((from, index) => bytes.subarray(from, boundaries[index] ?? bytes.length));
}

/** Boundaries between all bytes: every piece is one byte long. */
export function cutEverywhere(length: number): number[] {
  return Array.from({ length: Math.max(0, length - 1) }, (_, index) => index + 1);
}

/**
 * The positions inside a UTF-8 character, where a cut splits the character. A byte that continues a character begins
 * with the bits 10 (RFC 3629 section 3).
 */
export function insideCharacters(bytes: Buffer): number[] {
  const positions: number[] = [];
  for (let position = 1; position < bytes.length; position++) {
    if ((bytes[position]! & 0xc0) === 0x80) positions.push(position);
  }
  return positions;
}
