/** The page of rules: it is written from the rules, so that it cannot say anything else than they do. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_RULES } from '@wireside/trace';
import { CAPTURE_RULES } from '@wireside/wire';
import type { RuleWords } from '@wireside/wire';
import { expect, it } from 'vitest';
import { ROOT } from '../command/wireside.ts';

const PAGE = join(ROOT, 'docs/findings.md');

const section = ({ id, severity, title, example, silent, source }: RuleWords): string => `### ${title}

\`${id}\` · ${severity} · ${source}

> ${example}

Nothing is said where ${silent.charAt(0).toLowerCase()}${silent.slice(1)}
`;

const page = `${`# What Wireside finds

\`wireside explain RUN\`, the last lines of \`wireside run\` and \`wireside record\`, and verdicts tell what went wrong, with the call, the packet and the line that show it. Each thing is found by a rule. A rule is silent where it is not certain: that nothing was found does not prove that all is right.

**wrong** harmed what a program was to do. **suspicious** probably will. A **note** explains what one sees; nothing is wrong.

Below, each rule has its name, its severity, what decides (a manual page or an RFC), an example of what it says, and when it is silent. \`wireside explain --json\` gives the same as data: \`rule\`, \`severity\`, \`actor\`, \`text\`, \`change\`, \`evidence\`.

This page is written from the rules: \`RECORD=1 npx vitest run tests/docs/findings.test.ts\`.

## Found in a run

A run has the calls and the output of its programs, and so can tell what a capture cannot.

${RUN_RULES.map(section).join('\n')}
## Found in a capture too

These need packets only. \`wireside explain FILE\` applies them to any capture.

${CAPTURE_RULES.map(section).join('\n')}`.trimEnd()}\n`;

it('docs/findings.md lists all rules with their words (RECORD=1 writes it)', () => {
  if (process.env['RECORD'] === '1') writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8')).toBe(page);
});

it('rules have different names, and name only each other', () => {
  const ids = [...RUN_RULES, ...CAPTURE_RULES].map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  for (const { id, over = [] } of [...RUN_RULES, ...CAPTURE_RULES] as readonly RuleWords[])
    for (const other of over) expect(ids, `${id} is over ${other}`).toContain(other);
});

it('no two rules are over each other, by whatever way', () => {
  const over = new Map<string, readonly string[]>(
    ([...RUN_RULES, ...CAPTURE_RULES] as readonly RuleWords[]).map(({ id, over: others = [] }) => [
      id,
      others,
    ]),
  );
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    (over.get(from) ?? []).some((next) => {
      if (next === to) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, to, seen);
    });
  for (const id of over.keys()) expect(reaches(id, id), id).toBe(false);
});
