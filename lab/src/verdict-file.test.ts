import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaseVerdict } from '@wireside/judge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVerdict, writeVerdict } from './verdict-file.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-verdict-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const verdict: CaseVerdict = {
  id: 'two',
  title: 'Two messages',
  verdict: 'fail',
  run: '/somewhere/two',
  checks: [{ id: 'end', title: 'ends', result: 'fail', expected: 'a', got: 'b', evidence: [{ packet: 8 }] }],
  diagnoses: [{ id: 'crashed', text: 'It crashed.', evidence: [{ call: 1 }, { line: 2 }, { peer: 3 }] }],
  notes: ['a note'],
};

describe('verdict.json', () => {
  it('is read as it was written, without the name of its folder', () => {
    expect(readVerdict(folder)).toBeUndefined();
    writeVerdict(folder, verdict, 'packetization', 'wireside');
    const { run: _, ...rest } = verdict;
    expect(readVerdict(folder)).toEqual({ version: 1, part: 'packetization', edition: 'wireside', ...rest });
    expect(readdirSync(folder)).toEqual(['verdict.json']);
  });

  it('is refused when it is damaged, too large or of a later version', () => {
    const file = join(folder, 'verdict.json');
    const refused = (text: string): RegExp | string => {
      writeFileSync(file, text);
      try {
        readVerdict(folder);
      } catch (error) {
        return `${(error as { code: string }).code}: ${(error as Error).message}`;
      }
      return 'accepted';
    };
    writeVerdict(folder, verdict, 'packetization', 'wireside');
    const { run: _, ...rest } = verdict;
    const good = { version: 1, part: 'p', edition: 'e', ...rest };
    expect(refused(JSON.stringify(good))).toBe('accepted');
    expect(refused('{')).toMatch(/^TRACE_DAMAGED: .* not valid JSON/);
    expect(refused('[]')).toMatch(/^TRACE_DAMAGED: .* no version/);
    expect(refused(JSON.stringify({ ...good, version: 2 }))).toMatch(/^TRACE_TOO_NEW: .* version 2/);
    for (const bad of [
      { ...good, verdict: 'perfect' },
      { ...good, checks: [{ id: 'end' }] },
      { ...good, diagnoses: [{ id: 'x', text: 'y', evidence: [{ packet: '8' }] }] },
      { ...good, diagnoses: [{ id: 'x', text: 'y', evidence: [{ packet: 8, call: 9 }] }] },
      { ...good, notes: [1] },
    ])
      expect(refused(JSON.stringify(bad))).toMatch(/^TRACE_DAMAGED: .* wrong type/);
    writeFileSync(file, '');
    truncateSync(file, 1 << 30);
    expect(() => readVerdict(folder)).toThrow(/larger than 1 MiB/);
  });
});
