/**
 * Nonsense verse of an exact length: long enough to fill buffers, and readable enough to see where it broke off.
 *
 * Why not random letters? Because people look at it. In verse, a line that stops in the middle, a missing stanza or a broken
 * character catches the eye; in noise it does not. And why not a real play? Because a program could print a text that is the
 * same for everyone without ever receiving it.
 */
import { Random } from './random.ts';

/** Nouns and kinds begin with a consonant, so "a" is correct before all of them. */
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

/** Characters of 2, 3 and 4 bytes in UTF-8, in this order: decoding each chunk separately must fail on all of them. */
const ORNAMENTS = [
  ['crème', 'piñata', 'žába', 'smörgås', 'кит', 'άνεμος'],
  ['—', '…', '“hush”', '€', '雨の川', 'ẞ'],
  ['🌊', '🦉', '🎻', '𝄞', '🗝🕯'],
] as const;

/** The forms of a line; each gets its words from the functions that it is given. */
const LINES: readonly ((word: Words) => string)[] = [
  (word) => `The ${word.kind()} ${word.noun()} ${word.deed()} the ${word.noun()},`,
  (word) => `and every ${word.noun()} ${word.deed()} a ${word.kind()} ${word.noun()}`,
  (word) => `O ${word.kind()} ${word.noun()}, who ${word.deed()} us ${word.way()}!`,
  (word) => `No ${word.noun()} ${word.deed()} the ${word.noun()} ${word.way()};`,
  (word) => `a ${word.noun()} is not a ${word.noun()}, though it ${word.deed()} one.`,
];

/** One random word of each kind. */
interface Words {
  noun(): string;
  kind(): string;
  deed(): string;
  way(): string;
}

/** More bytes than a stanza can have. */
const STANZA_SPACE = 4096;

/** The characters of a verse: one byte each, or up to four. */
export type VerseText = 'ascii' | 'utf8';

/**
 * Verse of exactly `bytes` bytes, the same for the same seed. Stanzas are numbered, so that a reader sees how much is
 * missing. The last byte is always a full stop, never white space that a program may trim. With `utf8` the first line has
 * characters of two, three and four bytes (if there are 40 bytes of space), and the others often have some.
 *
 * The end is cut between characters and filled with full stops, so the text is valid UTF-8 at every length.
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

  // Written stanza by stanza: a flood of megabytes as one string would take longer, and much more memory.
  const whole = Buffer.alloc(bytes + STANZA_SPACE);
  let length = whole.write(text === 'utf8' ? 'Song of the wire: né — 🌊' : 'Song of the wire');
  for (let stanza = 1; length < bytes; stanza++) {
    let added = `\n\nStanza ${stanza}`;
    for (let line = 0; line < 4; line++) added += `\n${random.pick(LINES)(words)}${ornament()}`;
    length += whole.write(added, length);
  }

  // `bytes` may be a position in the middle of a character; then that character is dropped.
  let end = bytes - 1;
  while (end > 0 && (whole[end]! & 0xc0) === 0x80) end--;
  return whole.fill('.', end, bytes).subarray(0, bytes);
}
