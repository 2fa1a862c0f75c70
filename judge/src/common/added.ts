/** What a program adds to a text where one piece of it ended and the next began. */
import { indexOfBytes, sameBytes } from './bytes.ts';

/** Bytes by which a piece is found again. */
const BEGINNING = 16;
/** What is added between two pieces is not longer. Bytes. */
const MAX_ADDED = 64;

/** What the output has between two pieces, and where; undefined where it does not have them so. */
export function addedBetween(
  output: Uint8Array,
  first: Uint8Array,
  next: Uint8Array,
): { readonly added: Uint8Array; readonly at: number } | undefined {
  const start = indexOfBytes(output, first.subarray(0, BEGINNING));
  const at = start + first.length;
  if (start < 0 || !sameBytes(output.subarray(start, at), first)) return undefined;
  const head = next.subarray(0, BEGINNING);
  const length = indexOfBytes(output.subarray(at, at + MAX_ADDED + head.length), head);
  return length < 0 ? undefined : { added: output.subarray(at, at + length), at };
}
