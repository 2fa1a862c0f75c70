/** Every module opens with a sentence that says what it is, and every export has a docstring. */
import { expect, it } from 'vitest';
import { ALLOWED, isForTests } from './dependencies.ts';
import { read, sources } from './files.ts';

const ofPackages = (): string[] => Object.keys(ALLOWED).flatMap((folder) => sources(`${folder}/src`));

it('every module opens with a sentence in /** … */', () => {
  const modules = [...ofPackages(), ...['benchmarks', 'scripts', 'tests'].flatMap(sources)];
  const silent = modules.filter((file) => {
    if (isForTests(file)) return false;
    const opening = /^(?:#!.*\n)?\/\*\*\s*([\s\S]*?)\*\//.exec(read(file))?.[1] ?? '';
    return !/^[\s*]*\S[\s\S]*[.:?]\s*$/.test(opening);
  });
  expect(silent, 'start these files with /** one sentence that says what the module is. */').toEqual([]);
});

/** Exports of a module that have no docstring right above them; overloads share one. */
function undocumented(source: string): string[] {
  const lines = source.split('\n');
  const found: string[] = [];
  let documented = '';
  for (const [index, line] of lines.entries()) {
    const name =
      /^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/.exec(
        line,
      )?.[1];
    if (name === undefined) continue;
    let above = index - 1;
    while (/^\s*\/\/ oxlint/.test(lines[above] ?? '')) above--;
    if (lines[above]?.trimEnd().endsWith('*/') === true && !isModuleSentence(lines, above)) documented = name;
    else if (documented !== name) found.push(name);
  }
  return found;
}

/** Whether the comment that ends at a line is the sentence that opens the module. */
function isModuleSentence(lines: readonly string[], end: number): boolean {
  let start = end;
  while (start > 0 && lines[start]?.trimStart().startsWith('/**') === false) start--;
  return start === 0;
}

it('every export has a docstring', () => {
  const silent = ofPackages()
    .filter((file) => !isForTests(file))
    .flatMap((file) => undocumented(read(file)).map((name) => `${file}: ${name}`));
  expect(silent, 'say above each of these exports what it is, its units, shape and errors').toEqual([]);
});

it('finds an export without a docstring, and accepts overloads that share one', () => {
  const opening = '/** A module. */\n';
  expect(undocumented(`${opening}export const a = 1;\n`)).toEqual(['a']);
  expect(undocumented(`${opening}\n/** One. */\nexport interface A {}\nexport type B = 1;\n`)).toEqual(['B']);
  const overloads = 'export function f(a: 1): 1;\nexport function f(a: 2): 2;\n';
  expect(undocumented(`${opening}\n/** Both. */\n${overloads}`)).toEqual([]);
  expect(undocumented(`${opening}${overloads}`)).toEqual(['f', 'f']);
});
