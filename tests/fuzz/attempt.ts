/** Tries recipes: makes the mutant, examines it, and shortens the recipe of a finding. */
import { openCapture } from '@wireside/wire';
import type { Capture } from '@wireside/wire';
import { labRegistry } from '@wireside/wire/lab';
import type { Corpus } from './corpus.ts';
import { filterText, lookAtFilter } from './filters.ts';
import { lookAt } from './look.ts';
import type { Looked } from './look.ts';
import { checkMemory, inUse } from './memory.ts';
import { prepared } from './operations.ts';
import type { Recipe } from './operations.ts';
import { Random } from './random.ts';
import { Finding, Steps, threadClock, wallClock } from './steps.ts';
import type { Clock } from './steps.ts';

/** The name of recipes that are about a filter's text, not about a mutant. */
export const FILTER = 'filter';
/** A slow step must be slow this many times by the thread's own clock, since other programs run on the machine too. */
const TIMES = 3;

/** Captures that untrusted filters are used on, by corpus. */
const filtered = new WeakMap<Corpus, Capture[]>();

/** Examines once; rejects with a finding. */
export async function attempt(recipe: Recipe, corpus: Corpus, clock: Clock = wallClock): Promise<Looked> {
  const { look } = recipe;
  if (recipe.name !== FILTER) return lookAt(prepared(recipe, corpus), look, clock);
  let captures = filtered.get(corpus);
  if (!captures) filtered.set(corpus, (captures = filteredOf(corpus)));
  const random = new Random(look);
  const capture = random.of(captures);
  const steps = new Steps(capture.bytes.length, clock);
  lookAtFilter(steps, capture, filterText(random), random);
  return { capture, slow: steps.slow };
}

/** The text of a filter's recipe. */
export function filterOf({ look }: Recipe): string {
  const random = new Random(look);
  random.bits();
  return filterText(random);
}

function filteredOf({ files }: Corpus): Capture[] {
  const step = Math.max(1, Math.floor(files.length / 60));
  return files.flatMap(({ bytes }, i) =>
    i % step === 0 && bytes.length < 50_000 ? [openCapture(bytes, { registry: labRegistry })] : [],
  );
}

/** The finding of a recipe; undefined if there is none. A step that is only sometimes slow is not a finding. */
export async function findingOf(recipe: Recipe, corpus: Corpus): Promise<Finding | undefined> {
  let slow: Finding | undefined;
  for (let time = 0; time < TIMES; time++) {
    try {
      const looked = await attempt(recipe, corpus, threadClock);
      if (!looked.slow) return undefined;
      slow = looked.slow;
    } catch (error) {
      if (error instanceof Finding) return error;
      throw error;
    }
  }
  return slow;
}

/**
 * Whether more memory than the bound is kept after each examination, in a thread that has examined others before. What
 * is made once for all captures may fall into one measurement, not into the next.
 */
export async function measured(recipe: Recipe, corpus: Corpus): Promise<Finding | undefined> {
  let found: Finding | undefined;
  for (let time = 0; time < TIMES; time++) {
    const before = inUse();
    const { capture } = await attempt(recipe, corpus);
    found = checkMemory(inUse() - before, capture.count, capture.bytes.length);
    if (!found) return undefined;
  }
  return found;
}

/** The recipe without the operations that the finding does not need. */
export async function shortened(recipe: Recipe, found: Finding, corpus: Corpus): Promise<Recipe> {
  let best = recipe;
  for (let i = best.operations.length - 1; i >= 0; i--) {
    const operations = best.operations.toSpliced(i, 1);
    const shorter = { ...best, operations };
    const again = await findingOf(shorter, corpus);
    if (again?.key === found.key) best = shorter;
  }
  return best;
}
