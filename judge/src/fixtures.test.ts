/** Verdicts and diagnoses on recorded runs of every sample program: on any system, without a bench. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PARTS } from './parts/index.ts';
import { fixtureNames, goldenText, judgeFixture, recordedParts, verdictText } from './testing.ts';

/** Diagnoses without a sample program; the part's own test has a run for each. */
const WITHOUT_SAMPLE: Readonly<Record<string, readonly string[]>> = { packetization: ['wrong-command'] };

const LABS = join(import.meta.dirname, '../../labs');

/** The golden texts of a part, in whatever lab it is. */
function goldenOf(part: string): string {
  const lab = readdirSync(LABS).find((name) => existsSync(join(LABS, name, part, 'part.yaml')))!;
  return readFileSync(join(LABS, lab, part, 'samples/verdicts.golden.txt'), 'utf8');
}

describe.each(recordedParts())('the recorded run of %s', (part) => {
  const golden = goldenOf(part);
  it.each(fixtureNames(part))('%s', (name) => {
    const { fixture, model, verdict } = judgeFixture(name);
    if (fixture.sample.startsWith('correct/')) {
      expect(verdict.checks.filter(({ result }) => result !== 'pass')).toEqual([]);
      expect(verdict).toMatchObject({ verdict: 'pass', diagnoses: [] });
    } else {
      const sample = basename(fixture.sample);
      const queries = Object.keys(fixture.queries?.checks ?? {});
      expect(verdictText(sample, [verdict], queries)).toBe(goldenText(golden, sample));
    }
    // What a verdict points at is in the run.
    const numbers = {
      packet: model.capture.count,
      call: model.trace.calls.at(-1)?.n ?? 0,
      peer: model.trace.peer.at(-1)?.n ?? 0,
      line: model.lines('stdout').length,
    };
    for (const { evidence } of [...verdict.checks, ...verdict.diagnoses])
      for (const item of evidence)
        for (const [kind, n] of Object.entries(item)) {
          expect(n).toBeGreaterThan(0);
          expect(n).toBeLessThanOrEqual(numbers[kind as keyof typeof numbers]);
        }
  });
});

describe('every diagnosis', () => {
  it.each([...PARTS.values()])('of $id is found in a recorded run', (part) => {
    const found = new Set(
      fixtureNames(part.id).flatMap((name) => judgeFixture(name).verdict.diagnoses.map(({ id }) => id)),
    );
    const missing = part.diagnosisIds.filter((id) => !found.has(id));
    expect(missing).toEqual(WITHOUT_SAMPLE[part.id] ?? []);
  });
});
