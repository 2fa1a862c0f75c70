/** Each check of the parts that come with Wireside has a hint. */
import { expect, it } from 'vitest';
import { readLabs } from './check.ts';
import { labsFolder } from './load.ts';

const PARTS = readLabs(labsFolder()).flatMap(({ parts }) => parts);

it.each(PARTS.map((part) => [part.id, part] as const))('%s has a hint for each check', (_, part) => {
  const used = new Set(part.cases.flatMap(({ checks }) => checks));
  expect(Object.keys(part.hints).toSorted()).toEqual([...used].toSorted());
  for (const [where, what] of Object.values(part.hints)) expect(what).not.toBe(where);
});
