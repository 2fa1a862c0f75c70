/** For the tests of handouts: each sentence of what is asked has a check, a sample that keeps it, and one that does not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PARTS } from './index.ts';
import { fixtureNames, judgeFixture } from '../testing.ts';
import type { CheckVerdict } from '../verdict.ts';

/** What holds a sentence: a check, and samples that show it kept and broken. A sentence without one only explains. */
export type Held = readonly [check: string, kept: string, broken: string] | 'explains';

/** The sentences of a section of a handout, without the headings of its list and without emphasis. */
function sentencesOf(handout: string, title: string): string[] {
  const [, section = ''] = new RegExp(`^## ${title}\\n([^]*?)(?=^## )`, 'm').exec(handout) ?? [];
  return section
    .replaceAll(/^- \*\*[^*]+\*\* /gm, '')
    .replaceAll(/`|\*\*/g, '')
    .split('\n')
    .flatMap((line) => line.split(/(?<=\.) (?=[A-Z])/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** The verdicts on a check in all recorded runs of a sample. */
function checksOf(partId: string, sample: string, check: string): CheckVerdict[] {
  return fixtureNames(partId)
    .filter((name) => name.startsWith(`${partId}/${sample}.`))
    .flatMap((name) => judgeFixture(name).verdict.checks.filter(({ id }) => id === check));
}

/**
 * Tests that the handout and the judge of a part agree.
 * @param sentences each sentence under "Requirements", without its emphasis, and what holds it
 */
export function testHandout(lab: string, partId: string, sentences: Readonly<Record<string, Held>>): void {
  const file = join(import.meta.dirname, '../../../labs', lab, partId, 'handout.md');
  describe('what the handout asks', () => {
    it('is in the table, sentence by sentence', () => {
      expect(sentencesOf(readFileSync(file, 'utf8'), 'Requirements')).toEqual(Object.keys(sentences));
    });

    it.each(Object.entries(sentences).filter(([, held]) => held !== 'explains'))('%s', (_, held) => {
      const [check, kept, broken] = held as Exclude<Held, 'explains'>;
      expect(PARTS.get(partId)!.checkIds).toContain(check);
      const [good, bad] = [checksOf(partId, kept, check), checksOf(partId, broken, check)];
      // Not every case of a correct program is recorded; all of them pass on the bench.
      for (const { result } of good) expect(result).toBe('pass');
      expect(bad.map(({ result }) => result)).toContain('fail');
    });
  });
}
