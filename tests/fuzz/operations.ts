/** What is done to a capture to make a mutant of it, as values and as text: a recipe makes the same mutant again. */
import { gzipSync } from 'node:zlib';
import { concat } from '../../wire/src/basics/bytes.ts';
import type { Corpus } from './corpus.ts';

/** One change; offsets beyond the end mean the end. */
export type Operation =
  /** Puts bytes over those at an offset. */
  | { kind: 'set'; at: number; bytes: Uint8Array }
  /** Puts bytes in. */
  | { kind: 'insert'; at: number; bytes: Uint8Array }
  /** Ends the file. */
  | { kind: 'cut'; at: number }
  /** Takes bytes out. */
  | { kind: 'drop'; at: number; length: number }
  /** Puts a copy of bytes in at another place. */
  | { kind: 'copy'; at: number; length: number; to: number }
  /** Continues with another file's bytes, from an offset in it. */
  | { kind: 'splice'; at: number; name: string; from: number }
  /** Packs all of it. */
  | { kind: 'gzip' };

/** A file's name, the operations on it, and the seed that decides what is examined. */
export interface Recipe {
  name: string;
  /** Also decides how deep the examination goes. */
  look: number;
  operations: readonly Operation[];
}

/** Makes the mutant. */
export function prepared(recipe: Recipe, corpus: Corpus): Uint8Array {
  let bytes = corpus.named(recipe.name).bytes;
  // Bytes put over others change a copy, which is made once.
  let isOwn = false;
  for (const operation of recipe.operations) {
    const at = operation.kind === 'gzip' ? 0 : Math.min(operation.at, bytes.length);
    switch (operation.kind) {
      case 'set':
        if (!isOwn) bytes = bytes.slice();
        bytes.set(operation.bytes.subarray(0, bytes.length - at), at);
        isOwn = true;
        continue;
      case 'insert':
        bytes = concat([bytes.subarray(0, at), operation.bytes, bytes.subarray(at)]);
        break;
      case 'cut':
        bytes = bytes.slice(0, at);
        break;
      case 'drop':
        bytes = concat([bytes.subarray(0, at), bytes.subarray(at + operation.length)]);
        break;
      case 'copy': {
        const to = Math.min(operation.to, bytes.length);
        const copied = bytes.subarray(at, at + operation.length);
        bytes = concat([bytes.subarray(0, to), copied, bytes.subarray(to)]);
        break;
      }
      case 'splice':
        bytes = concat([bytes.subarray(0, at), corpus.named(operation.name).bytes.subarray(operation.from)]);
        break;
      default:
        bytes = new Uint8Array(gzipSync(bytes, { level: 1 }));
    }
    isOwn = true;
  }
  return bytes;
}

/** `zeek/x.pcap look=17 set@40=ff00 cut@300`. */
export function recipeText({ name, look, operations }: Recipe): string {
  return [name, `look=${look}`, ...operations.map(operationText)].join(' ');
}

function operationText(operation: Operation): string {
  switch (operation.kind) {
    case 'set':
    case 'insert':
      return `${operation.kind}@${operation.at}=${Buffer.from(operation.bytes).toString('hex')}`;
    case 'cut':
      return `cut@${operation.at}`;
    case 'drop':
      return `drop@${operation.at}+${operation.length}`;
    case 'copy':
      return `copy@${operation.at}+${operation.length}>${operation.to}`;
    case 'splice':
      return `splice@${operation.at}=${operation.name}@${operation.from}`;
    default:
      return 'gzip';
  }
}

/**
 * Parses a recipe's text.
 * @throws {RangeError} when it is not a recipe
 */
export function readRecipe(text: string): Recipe {
  const [name = '', look = '', ...words] = text.trim().split(/\s+/);
  const number = /^look=(\d+)$/.exec(look)?.[1];
  if (number === undefined) throw new RangeError(`This is not a recipe: ${text}`);
  return { name, look: Number(number), operations: words.map(readOperation) };
}

function readOperation(word: string): Operation {
  if (word === 'gzip') return { kind: 'gzip' };
  const bytes = /^(set|insert)@(\d+)=((?:[\da-f]{2})*)$/.exec(word);
  if (bytes) {
    const kind = bytes[1] as 'set' | 'insert';
    return { kind, at: Number(bytes[2]), bytes: new Uint8Array(Buffer.from(bytes[3]!, 'hex')) };
  }
  const range = /^(cut|drop|copy)@(\d+)(?:\+(\d+))?(?:>(\d+))?$/.exec(word);
  if (range) {
    const kind = range[1] as 'cut' | 'drop' | 'copy';
    const [at, length, to] = [Number(range[2]), Number(range[3] ?? 0), Number(range[4] ?? 0)];
    return kind === 'cut' ? { kind, at } : kind === 'drop' ? { kind, at, length } : { kind, at, length, to };
  }
  const splice = /^splice@(\d+)=(.+)@(\d+)$/.exec(word);
  if (splice) return { kind: 'splice', at: Number(splice[1]), name: splice[2]!, from: Number(splice[3]) };
  throw new RangeError(`This is not an operation: ${word}`);
}
