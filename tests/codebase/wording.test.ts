/** Nothing that people read uses a phrase from the wording table of CONTRIBUTING.md. */
import { describe, expect, it } from 'vitest';
import { read, texts } from './files.ts';

const TABLE = 'CONTRIBUTING.md';

/** One row of the table: phrases to avoid, and what to write. */
interface Pair {
  readonly worse: readonly string[];
  readonly better: string;
}

/** The rows of the table under "## Wording"; phrases are in code spans, `…` in one stands for any words. */
function pairs(): Pair[] {
  const section =
    read(TABLE)
      .split(/^## /m)
      .find((text) => text.startsWith('Wording\n')) ?? '';
  return [...section.matchAll(/^\| (.+?) +\| (.+?) +\|$/gm)].flatMap(([, left, right]) => {
    const worse = [...left!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
    return worse.length === 0 ? [] : [{ worse, better: right! }];
  });
}

/** A phrase as a pattern: whole words, in any case, over line breaks and comment stars too. */
function pattern(phrase: string): RegExp {
  const words = phrase
    .split(/\s+/)
    .map((word) =>
      word === '…' ? String.raw`\S+` : word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
    );
  return new RegExp(String.raw`(?<![\w-])${words.join(String.raw`[\s*]+`)}(?![\w-])`, 'gi');
}

/** Where a text has a phrase, as `line: the phrase`. */
function findings(text: string, { worse, better }: Pair): string[] {
  return worse.flatMap((phrase) =>
    [...text.matchAll(pattern(phrase))].map((match) => {
      const line = text.slice(0, match.index).split('\n').length;
      return `${line}: "${match[0].replaceAll(/[\s*]+/g, ' ')}"; write: ${better}`;
    }),
  );
}

describe('the wording table', () => {
  it('has at least twenty pairs', () => {
    expect(pairs().length).toBeGreaterThanOrEqual(20);
  });

  it('is followed by every text', () => {
    const table = pairs();
    // This file has examples of its own.
    const files = texts().filter((file) => file !== 'tests/codebase/wording.test.ts');
    const found = files.flatMap((file) => {
      const text = file === TABLE ? withoutTable(read(file)) : read(file);
      return table.flatMap((pair) => findings(text, pair).map((finding) => `${file}:${finding}`));
    });
    expect(found).toEqual([]);
  });

  it('is found across line breaks, as whole words only', () => {
    const pair = { worse: ['for ever', 'is no … file'], better: 'forever' };
    expect(findings('kept for\n * ever', pair)).toHaveLength(1);
    expect(findings('for everyone', pair)).toEqual([]);
    expect(findings('This is no YAML file.', pair)).toHaveLength(1);
  });
});

it('numbers of four digits and more in texts have commas: 1,448', () => {
  const spaced =
    /(?<![\d.:,|x-])\b\d{1,3}[ \u00a0\u202f]\d{3}\b(?![\d.:|-])(?=[^|]*\b(?:bytes|packets|calls|files|messages|requests)\b)/;
  const found = texts()
    .filter((file) => file.endsWith('.md') || file.endsWith('golden.txt'))
    .flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, index) => (spaced.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
    );
  expect(found).toEqual([]);
});

/** A text with the lines of its tables removed, without moving the others. */
function withoutTable(text: string): string {
  return text.replaceAll(/^\|.*$/gm, '');
}
