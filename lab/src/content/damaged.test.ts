/** Whatever a lab's files contain, reading them ends with problems, never with a fault of Wireside. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLabs } from './check.ts';
import { problemText } from './problem.ts';
import { LAB, newLabs, PART, writeLab } from './try.test.helper.ts';

let labs = '';
beforeAll(() => {
  labs = newLabs();
  writeLab(labs);
});
afterAll(() => rmSync(labs, { recursive: true, force: true }));

/** Values that are valid somewhere, and values that are valid nowhere. */
const value = fc.oneof(
  fc.constantFrom(
    'pmu',
    'now',
    '[]',
    '{}',
    '~',
    'true',
    '0',
    '-1',
    '.inf',
    '.nan',
    '1e999',
    '"\\0"',
    '__proto__',
    'constructor',
    '&a [*a]',
    '*b',
    '!!binary aGk=',
    '2026-01-01',
    '- - -',
    '? x',
    '"\\ud800"',
  ),
  fc.json({ maxDepth: 3 }),
  fc.string({ maxLength: 20 }),
);

/** A text with some of its words replaced, and some of its lines removed, doubled or indented. */
const damagedText = (text: string) =>
  fc
    .array(fc.tuple(fc.nat(), fc.constantFrom('word', 'remove', 'double', 'indent', 'key'), value), {
      minLength: 1,
      maxLength: 4,
    })
    .map((changes) => {
      const lines = text.split('\n');
      for (const [at, change, by] of changes) {
        const line = lines[at % lines.length] ?? '';
        const changed = {
          word: [line.replace(/(: |\[)[^,\]]+/, (_, before: string) => before + by)],
          key: [line.replace(/\w+:/, () => `${by}:`)],
          remove: [],
          double: [line, line],
          indent: [`  ${line}`],
        }[change];
        lines.splice(at % lines.length, 1, ...changed);
      }
      return lines.join('\n');
    });

it('reads a damaged part.yaml and lab.yaml without throwing', () => {
  const part = join(labs, 'own/first/part.yaml');
  const lab = join(labs, 'own/lab.yaml');
  fc.assert(
    fc.property(damagedText(PART), fc.oneof(fc.constant(LAB), damagedText(LAB)), (partText, labText) => {
      writeFileSync(part, partText);
      writeFileSync(lab, labText);
      for (const { problems } of readLabs(labs)) {
        for (const problem of problems) {
          expect(problemText(problem)).not.toMatch(/undefined|\[object/);
          expect(problem.line ?? 1).toBeGreaterThan(0);
        }
      }
    }),
    { numRuns: 400 },
  );
});
