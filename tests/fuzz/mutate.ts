/** Draws what is done to a capture: bits, bytes, numbers that parsers stumble over, lengths, records, cuts and splices. */
import type { Corpus, Original } from './corpus.ts';
import type { Operation, Recipe } from './operations.ts';
import { placesOf } from './places.ts';
import type { Place, Places } from './places.ts';
import { Random, seedOf } from './random.ts';

const BYTES = [
  0, 1, 2, 3, 4, 5, 0x0f, 0x10, 0x20, 0x3f, 0x40, 0x45, 0x4f, 0x60, 0x7f, 0x80, 0xc0, 0xf0, 0xfe, 0xff,
];
const NUMBERS = [
  0, 1, 2, 3, 4, 7, 8, 12, 16, 20, 28, 32, 64, 127, 128, 255, 256, 1500, 0x7fff, 0x8000, 0xffff, 0x10000,
  0x40000, 0x40001, 0xffffff, 0x1000000, 0x7fffffff, 0x80000000, 0xfffffff0, 0xfffffffc, 0xfffffffe,
  0xffffffff,
];
/** One in this many mutants is a file cut at the next of its bytes, small files first. */
const CUT_EVERY = 16;
/** One in this many is compressed with gzip: unpacking is slow. */
const GZIP_EVERY = 400;

const places = new WeakMap<Original, Places>();

/** The recipe of the mutant `index` in the run that begins with `seed`. */
export function drawn(corpus: Corpus, seed: number, index: number): Recipe {
  const random = new Random(seedOf(seed, index));
  const look = random.bits();
  if (index % CUT_EVERY === 0) {
    const cut = cutAt(corpus, index / CUT_EVERY);
    if (cut) return { ...cut, look };
  }
  const file = corpus.chosen(random.bits() / 4_294_967_296);
  let known = places.get(file);
  if (!known) places.set(file, (known = placesOf(file.bytes)));
  const draw = new Draw(random, file, known, corpus);
  const operations = Array.from({ length: 1 + Math.min(random.below(3), random.below(8)) }, () => draw.any());
  if (random.once(GZIP_EVERY)) {
    operations.push({ kind: 'gzip' });
    if (random.once(2)) operations.push(draw.anywhere(Math.max(30, file.bytes.length / 3)));
  }
  return { name: file.name, look, operations };
}

/** The recipe number `number` among those that cut each file at each of its bytes. */
function cutAt(corpus: Corpus, number: number): Omit<Recipe, 'look'> | undefined {
  let rest = number;
  for (const { name, bytes } of corpus.files) {
    if (rest < bytes.length) return { name, operations: [{ kind: 'cut', at: rest }] };
    rest -= bytes.length;
  }
  return undefined;
}

/** Draws operations on one file. */
class Draw {
  readonly #random: Random;
  readonly #bytes: Uint8Array;
  readonly #places: Places;
  readonly #corpus: Corpus;

  constructor(random: Random, file: Original, known: Places, corpus: Corpus) {
    this.#random = random;
    this.#bytes = file.bytes;
    this.#places = known;
    this.#corpus = corpus;
  }

  any(): Operation {
    const random = this.#random;
    const size = this.#bytes.length;
    switch (random.below(16)) {
      case 0:
        return this.anywhere(size);
      case 1:
      case 2:
        return this.#length();
      case 3:
        return { kind: 'cut', at: random.below(size) };
      case 4:
        return { kind: 'drop', at: random.below(size), length: 1 + random.below(random.of([4, 40, 400])) };
      case 5:
        return this.#splice();
      case 6:
      case 7:
        return this.#records();
      case 8: {
        const bytes = Uint8Array.from({ length: 1 + random.below(8) }, () => random.below(256));
        return { kind: 'insert', at: this.#inPacket(), bytes };
      }
      case 9: {
        const fill = random.of([0, 0xff, 0x41, random.below(256)]);
        return { kind: 'set', at: this.#inPacket(), bytes: new Uint8Array(1 + random.below(40)).fill(fill) };
      }
      case 10:
      case 11:
        return this.#number(this.#inPacket(), random.of([2, 2, 3, 4]), random.once(5));
      default:
        return this.#byte(this.#inPacket());
    }
  }

  /** A byte somewhere in the first `size`. */
  anywhere(size: number): Operation {
    return this.#byte(this.#random.below(size));
  }

  #byte(at: number): Operation {
    const random = this.#random;
    const before = this.#bytes[at] ?? 0;
    const value = [
      () => before ^ (1 << random.below(8)),
      () => random.of(BYTES),
      () => random.below(256),
      () => before + 1 - 2 * random.below(2),
    ][random.below(4)]!();
    return { kind: 'set', at, bytes: Uint8Array.of(value) };
  }

  #number(at: number, width: number, little: boolean): Operation {
    const random = this.#random;
    const value = random.once(4) ? random.of(NUMBERS) + random.below(5) - 2 : random.of(NUMBERS);
    const bytes = Uint8Array.from({ length: width }, (_, i) => value >>> (8 * (width - 1 - i)));
    return { kind: 'set', at, bytes: little ? bytes.toReversed() : bytes };
  }

  /** A length in a header of the file. */
  #length(): Operation {
    const { lengths, little } = this.#places;
    const random = this.#random;
    if (lengths.length === 0) return this.anywhere(this.#bytes.length);
    const at = random.of(lengths);
    if (random.once(2)) return this.#number(at, 4, little);
    // Values next to correct ones find wrong bounds.
    const place = at + (little ? 0 : 3);
    const value = (this.#bytes[place] ?? 0) + random.below(17) - 8;
    return { kind: 'set', at: place, bytes: Uint8Array.of(value) };
  }

  /** An offset in a packet, more often in its headers. */
  #inPacket(): number {
    const random = this.#random;
    if (this.#places.records.length === 0) return random.below(this.#bytes.length);
    const { packet, captured } = this.#record();
    const reach = random.once(3) ? captured : Math.min(captured, random.of([60, 80, 160]));
    return packet + random.below(Math.max(1, reach));
  }

  #record(): Place {
    return this.#random.of(this.#places.records);
  }

  /** Doubles a record, puts it elsewhere, or takes it out. */
  #records(): Operation {
    const random = this.#random;
    if (this.#places.records.length === 0)
      return { kind: 'drop', at: random.below(this.#bytes.length), length: 8 };
    const { at, length } = this.#record();
    if (random.once(3)) return { kind: 'drop', at, length };
    return { kind: 'copy', at, length, to: this.#record().at };
  }

  /** Continues with another file, at the start of a record in both, or anywhere. */
  #splice(): Operation {
    const random = this.#random;
    const other = this.#corpus.chosen(random.bits() / 4_294_967_296);
    let known = places.get(other);
    if (!known) places.set(other, (known = placesOf(other.bytes)));
    const isWhole = random.below(4) > 0 && known.records.length > 0 && this.#places.records.length > 0;
    return isWhole
      ? { kind: 'splice', at: this.#record().at, name: other.name, from: random.of(known.records).at }
      : {
          kind: 'splice',
          at: random.below(this.#bytes.length),
          name: other.name,
          from: random.below(other.bytes.length),
        };
  }
}
