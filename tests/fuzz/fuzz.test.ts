/** A short run of the fuzzer, the same each time; `npm run fuzz` is the long one. */
import { expect, test } from 'vitest';
import { FILTER, attempt } from './attempt.ts';
import { loadCorpus } from './corpus.ts';
import { drawn } from './mutate.ts';
import { prepared, readRecipe, recipeText } from './operations.ts';
import type { Recipe } from './operations.ts';
import { Finding } from './steps.ts';

const MUTANTS = 8000;
const FILTERS = 6000;
const SEED = 20_261_120;

const corpus = loadCorpus();

/** The findings of recipes except slowness, which a busy machine may cause; `npm run fuzz` checks it three times. */
async function findings(count: number, recipeOf: (index: number) => Recipe): Promise<string[]> {
  const found: string[] = [];
  for (let index = 0; index < count && found.length < 5; index++) {
    const recipe = recipeOf(index);
    try {
      await attempt(recipe, corpus);
    } catch (error) {
      if (!(error instanceof Finding)) throw error;
      found.push(`${error.message}: npm run fuzz -- --recipe '${recipeText(recipe)}'`);
    }
  }
  return found;
}

test(`${MUTANTS} mutants of captures`, { timeout: 600_000 }, async () => {
  expect(await findings(MUTANTS, (index) => drawn(corpus, SEED, index))).toEqual([]);
});

test(`${FILTERS} untrusted filters`, { timeout: 300_000 }, async () => {
  const filter = (index: number): Recipe => ({ name: FILTER, look: SEED + index, operations: [] });
  expect(await findings(FILTERS, filter)).toEqual([]);
});

test('a recipe as text makes the same mutant again', () => {
  for (let index = 0; index < 500; index++) {
    const recipe = drawn(corpus, 7, index);
    const again = readRecipe(recipeText(recipe));
    expect(again).toEqual(recipe);
    expect(prepared(again, corpus)).toEqual(prepared(recipe, corpus));
  }
});
