/** No room may import against the arrows. */
import { join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ARROWS, importsOf, packageOf, refusal, roomOf } from './arrows.ts';
import { dependencies, read, sources } from './files.ts';

describe.each(Object.keys(ARROWS))('the room %s', (room) => {
  it('imports only what the arrows allow', () => {
    const files = sources(`${room}/src`);
    expect(files).not.toEqual([]);
    const declared = dependencies(room);
    const refused = files.flatMap((file) =>
      importsOf(read(file)).map((specifier) => refusal(file, specifier, declared)),
    );
    expect(refused.filter((sentence) => sentence !== null)).toEqual([]);
  });

  it('declares no room that the arrows forbid', () => {
    const allowed = ARROWS[room] ?? [];
    const forbidden = dependencies(room).filter((name) => {
      const used = roomOf(name);
      return used !== undefined && !allowed.includes(used);
    });
    expect(forbidden, `remove these from ${room}/package.json`).toEqual([]);
  });

  it('references in tsconfig.json the rooms of code that it declares', () => {
    const { references = [] } = JSON.parse(read(`${room}/tsconfig.json`)) as {
      references?: { path: string }[];
    };
    const referenced = references.map(({ path }) => normalize(join(room, path))).toSorted();
    const declared = dependencies(room).flatMap((name) => roomOf(name) ?? []);
    expect(referenced).toEqual(declared.filter((name) => name !== 'labs').toSorted());
  });
});

describe('the table', () => {
  it('has no circle: each room stands above all that it uses', () => {
    const order = Object.keys(ARROWS);
    for (const [room, used] of Object.entries(ARROWS)) {
      for (const below of used.filter((name) => name !== 'labs')) {
        expect(order.indexOf(below), `${room} uses ${below}`).toBeLessThan(order.indexOf(room));
      }
    }
  });

  it('names every room of the workspace but the content', () => {
    const { workspaces } = JSON.parse(read('package.json')) as { workspaces: string[] };
    expect(Object.keys(ARROWS).toSorted()).toEqual(workspaces.filter((room) => room !== 'labs').toSorted());
    for (const room of workspaces) {
      const { name } = JSON.parse(read(`${room}/package.json`)) as { name: string };
      expect(name).toBe(packageOf(room));
    }
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
  it('names the file, the import, the rooms allowed and what to change', () => {
    expect(refusal('trace/src/join.ts', '@wireside/bench', [])).toBe(
      "trace/src/join.ts imports '@wireside/bench': trace may use wire, not bench. Move what is needed down, or hand it in from above; the arrows are in ARROWS in tests/house/arrows.ts.",
    );
    expect(refusal('wire/src/index.ts', 'wireside', [])).toContain('wire may use no other room, not cli.');
  });

  it('lets nothing leave its room by a path', () => {
    expect(refusal('bench/src/a/b.ts', '../c.ts', [])).toBeNull();
    expect(refusal('bench/src/b.ts', '../../wire/src/index.ts', [])).toContain('it leaves bench/src.');
    expect(refusal('bench/src/b.ts', '../package.json', [])).toContain('@wireside/wire');
  });

  it('keeps Node out of the rooms that run in the browser, but for their store and tests', () => {
    expect(refusal('wire/src/a.ts', 'node:fs', [])).toContain('wire runs in the browser too');
    expect(refusal('trace/src/join.ts', 'node:fs', [])).toContain('do it in trace/src/store.ts');
    expect(refusal('trace/src/store.ts', 'node:fs', [])).toBeNull();
    expect(refusal('wire/src/a.test.ts', 'node:fs', [])).toBeNull();
    expect(refusal('bench/src/a.ts', 'node:fs', [])).toBeNull();
  });

  it('wants every package declared, but in tests', () => {
    expect(refusal('lab/src/a.ts', 'zod/mini', ['zod'])).toBeNull();
    expect(refusal('lab/src/a.ts', 'yaml', ['zod'])).toContain('Add "yaml" to its dependencies');
    expect(refusal('lab/src/a.ts', '@wireside/wire', [])).toContain('lab/package.json does not declare it');
    expect(refusal('lab/src/a.test.ts', 'vitest', [])).toBeNull();
  });
});
