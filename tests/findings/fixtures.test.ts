/** Recorded runs of correct programs: the rules find nothing in them but what really happened there. */
import { fixtureNames, readFixture, traceOf } from '../../judge/src/testing.ts';
import { PARTS } from '@wireside/judge';
import { findings, Model } from '@wireside/trace';
import { expect, it } from 'vitest';

/** What is found in runs of correct programs, and rightly: part of the case, or accepted by the part. */
const FOUND: readonly (readonly [
  rule: string,
  isFound: (name: string, checks: readonly string[]) => boolean,
])[] = [
  // No server listens.
  ['connection-refused', (_, checks) => checks.includes('refused')],
  // One family is refused, and none answers. A program need not learn of the refusal.
  ['datagram-refused', (_, checks) => checks.includes('persists')],
  // A client of ours does not speak TLS.
  ['tls-expected', (name) => name.startsWith('tls/correct/') && name.endsWith('.plain')],
  // The end of the input may end the program by an error.
  ['crash', (name) => name.startsWith('sender/correct/python-input.py.')],
];

it.each([...PARTS.keys()].flatMap((part) => fixtureNames(part, ['correct'])))('%s', (name) => {
  const fixture = readFixture(name);
  const { checks } = fixture.case;
  const found = findings(new Model(traceOf(fixture))).filter(({ severity }) => severity !== 'note');
  const rules = found.map(({ rule }) => rule);
  if (checks.includes('refused')) expect(rules).toContain('connection-refused');
  const known = FOUND.filter(([, isFound]) => isFound(name, checks)).map(([rule]) => rule);
  expect(rules.filter((rule) => !known.includes(rule))).toEqual([]);
});
