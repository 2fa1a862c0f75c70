/** The words around findings, and the words by which evidence is named. */
import type { Finding } from '@wireside/trace';
import { evidenceText, evidenceWord, parseEvidence } from '@wireside/trace';
import { describe, expect, it } from 'vitest';
import { countFindings, lastFindings, renderFindings } from './render.ts';

const finding = (more: Partial<Finding> = {}): Finding => ({
  rule: 'busy-loop',
  severity: 'wrong',
  actor: 'client',
  text: 'The program kept receiving after the end of the stream: recvfrom() (call 7) returned 0 bytes.',
  change: 'Leave the loop then.',
  evidence: [{ call: 7 }, { packet: 9 }],
  ...more,
});
const view = { width: 60, color: false, unicode: true };

describe('findings', () => {
  it('are wrapped, with what to change and where to look', () => {
    expect(renderFindings([finding()], { ...view, run: 'last', isNamed: true }))
      .toBe(`✗ wrong (busy-loop, client)
  The program kept receiving after the end of the stream:
  recvfrom() (call 7) returned 0 bytes.
  Change: Leave the loop then.
  see call 7, packet 9: wireside show last --at call:7
`);
  });

  it('of a capture have no run to show, and may have nothing to change', () => {
    const {
      change: _,
      actor: _actor,
      ...rest
    } = finding({ severity: 'suspicious', evidence: [{ packet: 3 }] });
    expect(renderFindings([rest], { ...view, unicode: false, isNamed: true })).toBe(`? suspicious (busy-loop)
  The program kept receiving after the end of the stream:
  recvfrom() (call 7) returned 0 bytes.
  see packet 3
`);
  });

  it('escape what a program may have chosen', () => {
    const text = renderFindings([finding({ text: 'a\u001b[31mb', actor: 'x\u0007' })], {
      ...view,
      isNamed: true,
    });
    expect(text).not.toMatch(/\p{Cc}(?<!\n)/u);
  });

  it.each([
    [[], 'Nothing wrong was found.'],
    [['note'], 'Nothing wrong was found.'],
    [['wrong'], '1 thing is wrong.'],
    [['wrong', 'suspicious', 'wrong'], '2 things are wrong, 1 is suspicious.'],
    [['wrong', 'suspicious', 'suspicious'], '1 thing is wrong, 2 are suspicious.'],
    [['suspicious'], '1 thing is suspicious.'],
    [['suspicious', 'suspicious'], '2 things are suspicious.'],
  ] as const)('are counted: %j', (severities, text) => {
    expect(countFindings(severities.map((severity) => finding({ severity })))).toBe(text);
  });

  it('end a run: three of them without notes, each line with our prefix', () => {
    const all = [finding({ severity: 'note' }), finding(), finding(), finding(), finding()];
    const { lines, more } = lastFindings(all, view, '-- ');
    expect(more).toBe(1);
    expect(lines.slice(0, 3)).toEqual([
      '-- wrong: The program kept receiving after the end of the',
      '--   stream: recvfrom() (call 7) returned 0 bytes. Leave the',
      '--   loop then.',
    ]);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(view.width);
  });
});

describe('evidence', () => {
  it.each([
    [{ packet: 8 }, 'packet 8', 'packet:8'],
    [{ call: 5 }, 'call 5', 'call:5'],
    [{ peer: 2 }, 'peer 2', 'peer:2'],
    [{ line: 3 }, 'line 3', 'line:3'],
    [{ line: 3, actor: 'bob' }, 'line 3 of bob', 'line:3@bob'],
  ])('%j is named and found again', (evidence, text, word) => {
    expect(evidenceText([evidence])).toBe(text);
    expect(evidenceWord(evidence)).toBe(word);
    expect(parseEvidence(word)).toEqual(evidence);
  });

  it.each([
    'packet',
    'packet:',
    'packet:0',
    'packet:-1',
    'call:x',
    'call:1@bob',
    'byte:4',
    'line:1@',
    'call:1e3',
  ])('%s is none', (word) => expect(parseEvidence(word)).toBeUndefined());
});
