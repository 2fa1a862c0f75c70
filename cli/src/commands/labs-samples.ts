/** `wireside labs check --samples`: judges the sample programs of parts, of which it is known whether they are correct. */
import { escape } from '@wireside/trace';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ProgramError } from '@wireside/bench';
import { combine, exitStatus } from '@wireside/judge';
import type { Result, Verdict } from '@wireside/judge';
import type { Part } from '@wireside/lab';
import type { Shared } from '../judging.ts';
import { judgePart, withBench } from '../judging.ts';

/** What must come of the programs in a folder of samples. */
const KINDS = { correct: 'pass', incorrect: 'fail' } as const;

/** Judges the samples of parts, one after the other, with a line for each; the exit status is 1 if one is not as it must be. */
export async function judgeSamples(parts: readonly Part[]): Promise<void> {
  const results: Result[] = [];
  await withBench({}, async (bench, signal) => {
    for (const { part, sample, expected } of parts.flatMap(samplesOf)) {
      if (signal.aborted) break;
      const { result, text } = await judgeSample(part, sample, expected, { bench, signal });
      results.push(result);
      process.stdout.write(`${escape(`${part.id}/${sample}: ${text}`)}\n`);
    }
  });
  if (results.length === 0) process.stdout.write('There are no samples.\n');
  process.exitCode = exitStatus(combine(results));
}

/** A sample program, and the verdict that it must have. */
interface Sample {
  readonly part: Part;
  readonly sample: string;
  readonly expected: 'pass' | 'fail';
}

function samplesOf(part: Part): Sample[] {
  return (['correct', 'incorrect'] as const).flatMap((kind) => {
    const folder = join(part.folder, 'samples', kind);
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
    return names
      .toSorted()
      .map((name) => ({ part, sample: `samples/${kind}/${name}`, expected: KINDS[kind] }));
  });
}

/** Whether a sample has the verdict that it must have: pass if so. What could not be judged is inconclusive. */
async function judgeSample(
  part: Part,
  sample: string,
  expected: 'pass' | 'fail',
  shared: Shared,
): Promise<{ result: Result; text: string }> {
  try {
    const verdict = await judgePart(part, join(part.folder, sample), {}, shared);
    const told = `${verdict.verdict}${failedIn(verdict)}`;
    if (verdict.verdict === expected) return { result: 'pass', text: `${told}, as expected` };
    const result = verdict.verdict === 'inconclusive' ? 'inconclusive' : 'fail';
    return { result, text: `${told}; expected: ${expected}` };
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    const result = error.code === 'LANGUAGE_MISSING' ? 'inconclusive' : 'fail';
    return { result, text: `not run: ${error.message.split('\n')[0]!}` };
  }
}

/** ` (answers, listens)`: the checks that failed in a case. */
function failedIn({ cases }: Verdict): string {
  const failed = cases.flatMap(({ checks }) => checks.filter(({ result }) => result === 'fail'));
  const ids = [...new Set(failed.map(({ id }) => id))];
  return ids.length === 0 ? '' : ` (${ids.join(', ')})`;
}
