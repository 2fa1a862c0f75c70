/** Every module opens with a sentence that says what it is. */
import { expect, it } from 'vitest';
import { ARROWS, isForTests } from './arrows.ts';
import { read, sources } from './files.ts';

it('every module opens with a sentence in /** … */', () => {
  const modules = [
    ...Object.keys(ARROWS).map((room) => `${room}/src`),
    'benchmarks',
    'scripts',
    'tests',
  ].flatMap(sources);
  const silent = modules.filter((file) => {
    if (isForTests(file)) return false;
    const opening = /^(?:#!.*\n)?\/\*\*\s*([\s\S]*?)\*\//.exec(read(file))?.[1] ?? '';
    return !/^[\s*]*\S[\s\S]*[.:?]\s*$/.test(opening);
  });
  expect(silent, 'begin these files with /** one sentence that says what the module is. */').toEqual([]);
});
