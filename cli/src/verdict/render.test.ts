/** What people read of a verdict. `RECORD=1` records the golden file again. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseVerdict, CheckVerdict, Verdict } from '@wireside/judge';
import { changesOf } from '@wireside/judge';
import { describe, expect, it } from 'vitest';
import { renderCase, renderProgress, renderVerdict, showCommandLine } from './render.ts';

const GOLDEN = join(import.meta.dirname, 'golden/verdict-80.golden.txt');
const terminal = { width: 80, unicode: true, color: false };

const check = (
  id: string,
  result: CheckVerdict['result'],
  more: Partial<CheckVerdict> = {},
): CheckVerdict => ({
  id,
  title: `does what "${id}" asks for`,
  result,
  expected: '',
  got: '',
  evidence: [],
  ...more,
});

const failed: CaseVerdict = {
  id: 'two',
  title: 'Two messages that travel together',
  verdict: 'fail',
  run: '/runs/my program/two',
  checks: [
    check('connects', 'pass'),
    check('messages', 'fail', {
      expected: 'line with "This is PMU data 0" (18 bytes)',
      got: 'line 1: "This is PMU data 0This is PMU data 1" (36 bytes)',
      evidence: [{ line: 1 }, { call: 5 }, { packet: 8 }],
    }),
    check('live', 'blocked', { got: 'skipped: "messages" must pass first' }),
  ],
  diagnoses: [
    {
      id: 'crashed',
      text: 'The program crashed: it exited with status 1. Its last error output:\nValueError: \u001b[31mred\u202e',
      evidence: [{ call: 9 }, { peer: 3 }, { line: 2, actor: 'bob' }],
    },
  ],
  notes: ['it exited with status 1'],
};

const cases: readonly CaseVerdict[] = [
  { ...failed, id: 'one', title: 'One message', verdict: 'pass', diagnoses: [] },
  failed,
  { ...failed, id: 'fifteen', title: 'Fifteen messages', run: '/runs/fifteen' },
  {
    ...failed,
    id: 'end',
    title: 'The end',
    run: '/runs/end',
    diagnoses: [{ id: 'hangs-at-end', text: 'It hangs.', evidence: [] }],
  },
  { ...failed, id: 'bytes', title: 'One byte at a time', run: '/runs/bytes', diagnoses: [] },
  {
    id: 'lossy',
    title: 'With packet loss',
    verdict: 'inconclusive',
    checks: [
      check('connects', 'inconclusive', { got: "the bench failed, which is not the program's fault: x" }),
    ],
    diagnoses: [],
    notes: [],
  },
  ...['seconds', 'fifths', 'flood', 'nobody', 'hundred'].map((id): CaseVerdict => ({
    id,
    title: id,
    verdict: 'blocked',
    checks: [
      check('connects', 'blocked', {
        got: 'not run: two cases failed at the connection for the same reason (crashed)',
      }),
    ],
    diagnoses: [],
    notes: [],
  })),
];

const verdict: Verdict = {
  part: 'packetization',
  edition: 'wireside',
  verdict: 'fail',
  score: 1,
  max: 4,
  seed: 'abc',
  cases,
  changes: changesOf(cases),
};

describe('a verdict', () => {
  const cut: CaseVerdict = {
    id: 'two',
    title: 'Two messages that travel together',
    verdict: 'inconclusive',
    checks: [
      check('connects', 'inconclusive', { got: 'the run was stopped before it ended' }),
      check('end', 'inconclusive', { got: 'the run was stopped before it ended' }),
    ],
    diagnoses: [],
    notes: [],
  };

  it('says once why nothing was judged', () => {
    expect(renderCase(cut, terminal)).toBe(
      'Two messages that travel together (case two): inconclusive\n' +
        '  not judged: the run was stopped before it ended\n',
    );
  });

  it('only counts the cases that were cut by an interrupt', () => {
    const stopped: Verdict = {
      ...verdict,
      verdict: 'inconclusive',
      cases: [cut, cut, verdict.cases[0]!],
      changes: [],
    };
    expect(renderVerdict(stopped, terminal, { wasInterrupted: true })).toBe(
      'inconclusive: packetization, 1 of 4 points (1 of 3 cases passed; seed abc)\n\n' +
        'Interrupted: 2 of 3 cases not judged.\n\n' +
        '--all shows every check and the ladder.\n',
    );
  });

  it('fits one screen, and says what to change; the rest is printed on request: as in the golden file', () => {
    const brief = renderVerdict(verdict, terminal);
    const picture = (one: CaseVerdict): string => `(the ladder of case ${one.id})\n`;
    const text = `${brief}\n${'='.repeat(20)} --all\n\n${renderVerdict(verdict, terminal, { all: { picture } })}`;
    if (process.env.RECORD === '1') writeFileSync(GOLDEN, text);
    expect(text).toBe(readFileSync(GOLDEN, 'utf8'));
    expect(brief.split('\n').length).toBeLessThanOrEqual(24);
  });

  it('says how far it is, on one line', () => {
    const text = renderProgress(cases.slice(0, 3), 15, terminal);
    expect(text).toBe('\r  3 of 15 cases, 2 failed\u001b[K');
  });

  it('has colors only where they are wanted, and other marks without Unicode', () => {
    const plain = renderCase(failed, { ...terminal, unicode: false });
    expect(plain).toContain('x does what "messages" asks for');
    expect(plain).not.toContain('\u001b');
    expect(renderCase(failed, { ...terminal, color: true })).toContain('\u001b[1;33m✗\u001b[0m');
  });

  it('cannot act on the terminal, whatever is in a verdict.json', () => {
    const bad = '\u001b]0;title\u0007';
    const text = renderCase(
      { ...failed, id: bad, title: bad, checks: [check('a', 'blocked', { got: bad })], notes: [bad] },
      terminal,
    );
    expect(text).not.toContain('\u001b');
  });
});

describe('the command that shows a run', () => {
  it.each([
    ['/runs/two', 'wireside show /runs/two'],
    ['/my runs/two', "wireside show '/my runs/two'"],
    ["/it's", "wireside show '/it'\\''s'"],
    ['/$HOME', "wireside show '/$HOME'"],
  ])('of %s can be typed into a shell', (folder, line) => {
    expect(showCommandLine(folder)).toBe(line);
  });
});
