/** Tries recipes: makes the mutant, looks at it, and makes the recipe of what was found as short as it can be. */
import { openCapture } from '@wireside/wire';
import type { Capture } from '@wireside/wire';
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
/** What is slow must be slow so many times by the thread's own clock: other programs run on this machine too. */
const TIMES = 3;

/** Captures that strangers' filters are used on, by corpus. */
const filtered = new WeakMap<Corpus, Capture[]>();

/** Looks once; rejects with a finding. */
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
    i % step === 0 && bytes.length < 50_000 ? [openCapture(bytes)] : [],
  );
}

/** What a recipe brings to light; nothing where all is well. What is slow only now and then is no finding. */
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
 * Whether more is kept after a look than the bound, each time; for a thread that has looked at others before. What is
 * made once for all captures may fall into one measurement, not into the next.
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
