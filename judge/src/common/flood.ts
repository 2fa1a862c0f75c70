/** A flood: one long text that a server sends, and how much of it the output has. */
import type { ClientFacts } from './facts.ts';
import { indexOfBytes } from './bytes.ts';

/** The command that asks for a flood; every other one asks for messages. */
export const FLOOD_COMMAND = 'CMD_floodme';

/** The flood that the server sends. */
export interface FloodFact {
  /** The length that the server announced, in bytes. */
  readonly length: number;
  /** The bytes that were on the wire: all of them, unless the program left early. */
  readonly bytes: Uint8Array;
  /** Where in the server's stream a byte of it is. */
  readonly placeOf: (offset: number) => number;
}

/** Facts about a run with a flood. */
export interface FloodFacts extends ClientFacts {
  /** The flood, where the command asks for one and the server answered. */
  readonly flood?: FloodFact;
}

/** Bytes by which the beginning of the flood is found in the output. */
const BEGINNING = 16;
/** Bytes at the beginning of the flood that may be missing, where the rest is searched for. */
const MAX_MISSING = 4096;

/**
 * Where in the output the flood that was sent begins, and how many of its bytes follow unchanged.
 * `missing` is how many bytes at its beginning the output does not have.
 */
export function longestBeginning(
  sent: Uint8Array,
  output: Uint8Array,
): { readonly from: number; readonly same: number; readonly missing: number } {
  const sameFrom = (from: number, missing: number): { from: number; same: number; missing: number } => {
    let same = 0;
    while (missing + same < sent.length && output[from + same] === sent[missing + same]) same++;
    return { from, same, missing };
  };
  const from = sent.length === 0 ? -1 : indexOfBytes(output, sent.subarray(0, BEGINNING));
  if (from >= 0) return sameFrom(from, 0);
  const head = output.subarray(0, BEGINNING);
  const missing = head.length < BEGINNING ? -1 : indexOfBytes(sent.subarray(0, MAX_MISSING), head);
  if (missing >= 0) return sameFrom(0, missing);
  return { from: 0, same: 0, missing: 0 };
}
