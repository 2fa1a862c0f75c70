/** One thread of a run: takes mutants by number until there are none left, and reports what it finds. */
import { parentPort, workerData } from 'node:worker_threads';
import { attempt, FILTER, findingOf, measured, shortened } from './attempt.ts';
import { loadCorpus } from './corpus.ts';
import type { Corpus } from './corpus.ts';
import { deepLook } from './look.ts';
import { inUse } from './memory.ts';
import { drawn } from './mutate.ts';
import { recipeText } from './operations.ts';
import type { Recipe } from './operations.ts';
import { seedOf } from './random.ts';
import { Finding } from './steps.ts';

/** What a thread is given. */
export interface Task {
  seed: number;
  mutants: number;
  /** Only captures with this in their names. */
  part: string;
  /** Position of the thread's own numbers in `numbers`. */
  place: number;
  /** The next mutant, then for each thread as `NUMBERS` says; shared with the thread that watches. */
  numbers: Int32Array<SharedArrayBuffer>;
}

/** A thread's own numbers: the mutant at hand, how many mutants and how many filters are done. */
export const NUMBERS = { current: 0, mutants: 1, filters: 2, size: 3 } as const;

/** What a thread reports. */
export interface Report {
  kind: string;
  key: string;
  message: string;
  stack: string;
  recipe: string;
}

/** Mutants taken at a time. */
const BATCH = 32;
/** After this many mutants, one is checked against the bound of memory, and a filter is tried. */
const MEMORY_EVERY = 200;
const FILTER_EVERY = 4;
/** After this many, a thread has created what it keeps for all mutants: compiled code, filters, tables of names. */
const WARM = 2000;
/** How much more memory a thread may use at its end than at its start: nothing of what it examined. */
const MAX_LEFT = 48 * 1024 * 1024;

async function work(task: Task): Promise<void> {
  const { seed, mutants, numbers, place } = task;
  const corpus = loadCorpus(task.part);
  let begin: number | undefined;
  for (;;) {
    const from = Atomics.add(numbers, 0, BATCH);
    if (from >= mutants) break;
    for (let index = from; index < Math.min(mutants, from + BATCH); index++) {
      Atomics.store(numbers, place + NUMBERS.current, index);
      const recipe = drawn(corpus, seed, index);
      const done = Atomics.load(numbers, place + NUMBERS.mutants);
      const isMeasured = done > WARM && done % MEMORY_EVERY === 0;
      if (isMeasured) recipe.look = deepLook(recipe.look);
      await tryOne(recipe, corpus, isMeasured);
      Atomics.add(numbers, place + NUMBERS.mutants, 1);
      if (index % FILTER_EVERY > 0) continue;
      await tryOne({ name: FILTER, look: seedOf(seed ^ 0x5f17e5, index), operations: [] }, corpus, false);
      Atomics.add(numbers, place + NUMBERS.filters, 1);
    }
    if (begin === undefined && Atomics.load(numbers, place + NUMBERS.mutants) > WARM) begin = inUse();
  }
  const left = begin === undefined ? 0 : inUse() - begin;
  if (left > MAX_LEFT) {
    report(
      new Finding('memory', `${left} bytes more in use at the end than at the beginning`),
      'the whole run',
    );
  }
}

async function tryOne(recipe: Recipe, corpus: Corpus, isMeasured: boolean): Promise<void> {
  let found: Finding | undefined;
  try {
    if (isMeasured) found = await measured(recipe, corpus);
    else if ((await attempt(recipe, corpus)).slow) found = await findingOf(recipe, corpus);
  } catch (error) {
    if (!(error instanceof Finding)) throw error;
    found = error;
  }
  if (!found) return;
  report(found, recipeText(found.kind === 'memory' ? recipe : await short(recipe, found, corpus)));
}

/** Keys of findings whose recipe has been shortened. */
const known = new Set<string>();

async function short(recipe: Recipe, found: Finding, corpus: Corpus): Promise<Recipe> {
  if (known.has(found.key)) return recipe;
  known.add(found.key);
  return shortened(recipe, found, corpus);
}

function report(found: Finding, recipe: string): void {
  const { kind, key, message, cause } = found;
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  const told: Report = { kind, key, message, stack, recipe };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(told);
}

if (parentPort) await work(workerData as Task);
