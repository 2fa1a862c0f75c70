/** What ARCHITECTURE.md says is true. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { read, ROOT } from './files.ts';

/** Paths in code spans: of a file or folder in one of the packages, with a slash. `*` stands for part of a name. */
function namedPaths(text: string): string[] {
  const tops = readdirSync(ROOT, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? entry.name : [],
  );
  return [...text.matchAll(/`([\w.@-]+\/[\w./@*-]*)`/g)]
    .map((match) => match[1] as string)
    .filter((path) => tops.includes(path.slice(0, path.indexOf('/'))));
}

/** Whether a path leads to something; a `*` in its last part matches names. */
function leadsSomewhere(path: string): boolean {
  const cut = path.lastIndexOf('/') + 1;
  if (!path.includes('*')) return existsSync(join(ROOT, path));
  const folder = join(ROOT, path.slice(0, cut));
  const pattern = new RegExp(
    `^${path
      .slice(cut)
      .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')}$`,
  );
  return existsSync(folder) && readdirSync(folder).some((name) => pattern.test(name));
}

it('ARCHITECTURE.md names only files that exist', () => {
  const paths = namedPaths(read('ARCHITECTURE.md'));
  expect(paths.length, 'ARCHITECTURE.md walks one run through the code by file name').toBeGreaterThan(10);
  expect(paths.filter((path) => !leadsSomewhere(path))).toEqual([]);
});

it('ARCHITECTURE.md stays short enough to be read at once', () => {
  expect(read('ARCHITECTURE.md').split('\n').length).toBeLessThan(200);
});
