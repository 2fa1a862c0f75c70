/**
 * Nonsense verse of an exact length: long enough to fill buffers, and readable enough to see where it broke off.
 *
 * Why not random letters? Because people look at it. A line that stops in the middle, a stanza that is missing and a
 * broken character catch the eye in verse, and in noise they do not. And why not a real play? Because a text that is the
 * same for everybody can be printed by a program that has never received it.
 */
import { Random } from './random.ts';

/** Nouns and kinds begin with a consonant, so "a" is right before all of them. */
const NOUNS =
  'lantern harbour kettle sparrow ladder meadow button violin pebble cupboard tunnel compass basket thimble'.split(
    ' ',
  );
const KINDS =
  'patient crooked silver sleepy hollow borrowed quiet copper northern spotless salted folded'.split(' ');
const DEEDS = 'follows forgets repairs borrows counts greets surrounds remembers outlives interrupts'.split(
  ' ',
);
const WAYS = [
  'at dawn',
  'by candlelight',
  'without a word',
  'under the stairs',
  'before the rain',
  'for a week',
];

/** Characters of 2, 3 and 4 bytes in UTF-8, in this order: decoding each chunk alone has to go wrong on all of them. */
const ORNAMENTS = [
  ['crème', 'piñata', 'žába', 'smörgås', 'кит', 'άνεμος'],
  ['—', '…', '“hush”', '€', '雨の川', 'ẞ'],
  ['🌊', '🦉', '🎻', '𝄞', '🗝🕯'],
] as const;

/** The forms that a line can take; each gets words from the functions that it is given. */
const LINES: readonly ((word: Words) => string)[] = [
  (word) => `The ${word.kind()} ${word.noun()} ${word.deed()} the ${word.noun()},`,
  (word) => `and every ${word.noun()} ${word.deed()} a ${word.kind()} ${word.noun()}`,
  (word) => `O ${word.kind()} ${word.noun()}, who ${word.deed()} us ${word.way()}!`,
  (word) => `No ${word.noun()} ${word.deed()} the ${word.noun()} ${word.way()};`,
  (word) => `a ${word.noun()} is not a ${word.noun()}, though it ${word.deed()} one.`,
];

/** One drawn word of each sort. */
interface Words {
  noun(): string;
  kind(): string;
  deed(): string;
  way(): string;
}

/** Characters of the text: one byte each, or up to four. */
export type VerseText = 'ascii' | 'utf8';

/**
 * Verse of exactly `bytes` bytes, the same for the same seed. Stanzas are numbered, so that a reader sees how much is
 * missing. The last byte is always a full stop, never white space that a program may rightly trim. With `utf8` the first
 * line has characters of two, three and four bytes (given 40 bytes of room), and the others have them often.
 *
 * The end is cut between characters and filled up with full stops, so the text is valid UTF-8 at every length.
 */
export function verse(seed: string, bytes: number, text: VerseText): Buffer {
  const random = new Random(`${seed}/verse/${text}`);
  const words: Words = {
    noun: () => random.pick(NOUNS),
    kind: () => random.pick(KINDS),
    deed: () => random.pick(DEEDS),
    way: () => random.pick(WAYS),
  };
  const ornament = (): string =>
    text === 'utf8' && random.integer(0, 1) === 1 ? ` ${random.pick(random.pick(ORNAMENTS))}` : '';

  const lines = [text === 'utf8' ? 'Song of the wire: né — 🌊' : 'Song of the wire'];
  // `length` counts UTF-16 units, and none of them takes less than a byte in UTF-8: the text is never too short.
  for (let stanza = 1, units = 0; units < bytes; stanza++) {
    const added = ['', `Stanza ${stanza}`];
    for (let line = 0; line < 4; line++) added.push(random.pick(LINES)(words) + ornament());
    for (const line of added) units += line.length + 1;
    lines.push(...added);
  }

  // Bytes and characters part company here: `bytes` may fall into the middle of a character, and then the character goes.
  const whole = Buffer.from(lines.join('\n'), 'utf8');
  let end = bytes - 1;
  while (end > 0 && ((whole[end] as number) & 0xc0) === 0x80) end--;
  const result = Buffer.alloc(bytes, '.');
  whole.copy(result, 0, 0, end);
  return result;
}
