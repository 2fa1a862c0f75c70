/** Splits a command line into its words, as a shell does, without anything else that a shell does. */

/** The words, or what is wrong with the line and how to write it. */
export type Words =
  { readonly words: readonly string[] } | { readonly problem: string; readonly fix: string };

/** Characters that a shell would not pass on to the program. */
const OPERATORS = /[|&;<>()`$*?[\]{}~#!]/;

/**
 * Splits a line at its spaces. Quotes and backslashes work as in sh(1), except that nothing is expanded: a character that
 * a shell would act on is refused where it is not in quotes.
 */
export function splitWords(line: string): Words {
  const words: string[] = [];
  let word: string | undefined;
  let place = 0;
  while (place < line.length) {
    const character = line[place]!;
    if (character === "'" || character === '"') {
      const end = endOfQuote(line, place);
      if (end === undefined) {
        return {
          problem: `the quote ${character} is not closed`,
          fix: `a second ${character} after the word`,
        };
      }
      word = (word ?? '') + unquoted(line.slice(place + 1, end), character);
      place = end + 1;
      continue;
    }
    if (character === '\\') {
      if (place + 1 === line.length) return { problem: 'ends with a backslash', fix: 'a character after it' };
      word = (word ?? '') + line[place + 1]!;
      place += 2;
      continue;
    }
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (isOperator(character, word)) {
      return {
        problem: `"${character}" would be for a shell, and there is none`,
        fix: `quotes around the word, or a shell: sh -c '…'`,
      };
    } else {
      word = (word ?? '') + character;
    }
    place++;
  }
  if (word !== undefined) words.push(word);
  return words.length === 0 || words[0] === ''
    ? { problem: 'has no command', fix: 'a command, such as python3 server.py 5000' }
    : { words };
}

/** Whether a shell would act on a character outside quotes; some count only at the beginning of a word. */
function isOperator(character: string, word: string | undefined): boolean {
  if ('#~!{}'.includes(character)) return word === undefined;
  return OPERATORS.test(character);
}

/** Where the quote that begins at a place ends. */
function endOfQuote(line: string, start: number): number | undefined {
  const quote = line[start]!;
  for (let place = start + 1; place < line.length; place++) {
    if (line[place] === quote) return place;
    if (quote === '"' && line[place] === '\\') place++;
  }
  return undefined;
}

/** What is inside quotes: in double ones, a backslash quotes a few characters. */
function unquoted(text: string, quote: string): string {
  return quote === "'" ? text : text.replaceAll(/\\(["\\$`])/g, '$1');
}
