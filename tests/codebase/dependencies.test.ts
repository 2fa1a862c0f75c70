/** Every import follows the dependency rules, and no files import each other in a circle. */
import { join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ALLOWED,
  circles,
  folderOf,
  importsOf,
  isForTests,
  npmName,
  refusal,
  resolveImport,
} from './dependencies.ts';
import { dependencies, read, sources } from './files.ts';

/** Packages that are published as one bundle: what they use is needed only to build it. */
const BUNDLED = new Set(['web']);

/** Names that a package may import. */
const declaredBy = (folder: string): string[] =>
  dependencies(folder, BUNDLED.has(folder) ? 'devDependencies' : 'dependencies');

describe.each(Object.keys(ALLOWED))('the package %s', (folder) => {
  const files = sources(`${folder}/src`);

  it('imports only what the rules allow', () => {
    expect(files).not.toEqual([]);
    const declared = declaredBy(folder);
    const refused = files.flatMap((file) =>
      importsOf(read(file)).map((specifier) => refusal(file, specifier, declared)),
    );
    expect(refused.filter((sentence) => sentence !== undefined)).toEqual([]);
  });

  it('has no circle of imports, types included', () => {
    const code = files.filter((file) => !isForTests(file));
    const graph = new Map(
      code.map((file) => [
        file,
        importsOf(read(file))
          .filter((specifier) => specifier.startsWith('.'))
          .map((specifier) => resolveImport(file, specifier)),
      ]),
    );
    expect(circles(graph).map((circle) => circle.join(' -> '))).toEqual([]);
  });

  it('declares no package that the rules forbid', () => {
    const allowed = ALLOWED[folder] ?? [];
    const forbidden = declaredBy(folder).filter((name) => {
      const used = folderOf(name);
      return used !== undefined && !allowed.includes(used);
    });
    expect(forbidden, `remove these from ${folder}/package.json`).toEqual([]);
  });

  it('references in tsconfig.json the packages with code that it declares', () => {
    const { references = [] } = JSON.parse(read(`${folder}/tsconfig.json`)) as {
      references?: { path: string }[];
    };
    const referenced = references.map(({ path }) => normalize(join(folder, path))).toSorted();
    const declared = declaredBy(folder).flatMap((name) => folderOf(name) ?? []);
    expect(referenced).toEqual(declared.filter((name) => name !== 'labs').toSorted());
  });
});

describe('the table', () => {
  it('lists each package after all that it uses', () => {
    const order = Object.keys(ALLOWED);
    for (const [folder, used] of Object.entries(ALLOWED)) {
      for (const below of used.filter((name) => name !== 'labs')) {
        expect(order.indexOf(below), `${folder} uses ${below}`).toBeLessThan(order.indexOf(folder));
      }
    }
  });

  it('names every package of the workspace except the content', () => {
    const { workspaces } = JSON.parse(read('package.json')) as { workspaces: string[] };
    expect(Object.keys(ALLOWED).toSorted()).toEqual(workspaces.filter((name) => name !== 'labs').toSorted());
    for (const folder of workspaces) {
      const { name } = JSON.parse(read(`${folder}/package.json`)) as { name: string };
      expect(name).toBe(npmName(folder));
    }
  });
});

describe('circles', () => {
  it('finds none in a tree, and a path back to its start where there is one', () => {
    const tree = new Map([
      ['a', ['b', 'c']],
      ['b', ['c']],
      ['c', []],
    ]);
    expect(circles(tree)).toEqual([]);
    expect(circles(new Map([...tree, ['c', ['a']]]))[0]).toEqual(['a', 'b', 'c', 'a']);
    expect(circles(new Map([['self', ['self']]]))).toEqual([['self', 'self']]);
  });
});

describe('importsOf', () => {
  it('finds every form of import, types too', () => {
    const source = `import 'a';
import b, { type C } from 'b';
import type { D } from './d.ts';
import {
  e,
  f,
} from 'node:e';
export * from '@x/f';
export { g } from "never double-quoted here";
const h = await import('h');
const i = require('i');
const text = "import of nothing from 'j'";
`;
    expect(importsOf(source)).toEqual(['a', 'b', './d.ts', 'node:e', '@x/f', 'h', 'i']);
  });
});

describe('refusal', () => {
  it('names the file, the import, the packages allowed and what to change', () => {
    expect(refusal('trace/src/join.ts', '@wireside/bench', [])).toBe(
      "trace/src/join.ts imports '@wireside/bench': trace may use wire, not bench. Move what is needed down, or pass it in from above; the rules are in ALLOWED in tests/codebase/dependencies.ts.",
    );
    expect(refusal('wire/src/index.ts', 'wireside', [])).toContain('wire may use no other package, not cli.');
  });

  it('refuses a path that leaves the package', () => {
    expect(refusal('bench/src/a/b.ts', '../c.ts', [])).toBeUndefined();
    expect(refusal('bench/src/b.ts', '../../wire/src/index.ts', [])).toContain('it leaves bench/src.');
    expect(refusal('bench/src/b.ts', '../package.json', [])).toContain('@wireside/wire');
  });

  it('keeps Node out of packages that also run in a browser, except in their exceptions and tests', () => {
    expect(refusal('wire/src/a.ts', 'node:fs', [])).toContain('wire also runs in a browser');
    expect(refusal('trace/src/join.ts', 'node:fs', [])).toContain('do it in trace/src/node/');
    expect(refusal('trace/src/node/store.ts', 'node:fs', [])).toBeUndefined();
    expect(refusal('judge/src/a.ts', '@wireside/trace/node', ['@wireside/trace'])).toContain('uses Node');
    expect(refusal('wire/src/a.test.ts', 'node:fs', [])).toBeUndefined();
    expect(refusal('bench/src/a.ts', 'node:fs', [])).toBeUndefined();
  });

  it('requires every package to be declared, except in tests', () => {
    expect(refusal('lab/src/a.ts', 'zod/mini', ['zod'])).toBeUndefined();
    expect(refusal('lab/src/a.ts', 'yaml', ['zod'])).toContain('Add "yaml" to its dependencies');
    expect(refusal('lab/src/a.ts', '@wireside/wire', [])).toContain('lab/package.json does not declare it');
    expect(refusal('lab/src/a.test.ts', 'vitest', [])).toBeUndefined();
  });
});
