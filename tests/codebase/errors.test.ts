/** Every code of a user error has a heading in the docs, and every heading is of a code that exists. */
import { expect, it } from 'vitest';
import { ALLOWED } from './dependencies.ts';
import { read, sources } from './files.ts';

const CODE =
  /'((?:PROGRAM|LANGUAGE|PART|EDITION|CASE|CONTENT|TRACE|RUN|PEER|CA|SCENE|RECORD|LAB)_[A-Z_]+|USAGE)'/g;

const headings = (file: string): string[] =>
  [...read(file).matchAll(/^#+ `?([A-Z]+(?:_[A-Z]+)*)`?$/gm)].map((match) => match[1] as string);

it('has a heading in the docs for every code, and no other', () => {
  const codes = new Set<string>();
  for (const file of Object.keys(ALLOWED).flatMap((folder) => sources(`${folder}/src`))) {
    if (file.includes('.test.')) continue;
    for (const match of read(file).matchAll(CODE)) codes.add(match[1] as string);
  }
  const documented = [...headings('docs/errors.md'), ...headings('peers/README.md')];
  expect(documented.toSorted()).toEqual([...codes].toSorted());
});
