/**
 * The fuzzer: `npm run fuzz -- [--mutants 2000000] [--seed N] [--seconds S] [--workers N] [--file PART]`, or
 * `--recipe 'FILE look=N …'` to look again at what it found.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { FILTER, filterOf, findingOf, measured } from './attempt.ts';
import { loadCorpus } from './corpus.ts';
import type { Corpus } from './corpus.ts';
import { FuzzRun, saved } from './fuzz-run.ts';
import { prepared, readRecipe } from './operations.ts';

const { values } = parseArgs({
  options: {
    mutants: { type: 'string', default: '2000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    seconds: { type: 'string', default: 'Infinity' },
    workers: { type: 'string', default: String(Math.min(8, availableParallelism())) },
    file: { type: 'string', default: '' },
    recipe: { type: 'string' },
  },
});

const corpus = loadCorpus(values.recipe === undefined ? values.file : '');
process.exitCode = values.recipe === undefined ? await run(corpus) : await again(values.recipe, corpus);

/** Runs the threads to their end. */
function run(files: Corpus): Promise<number> {
  return new FuzzRun(files, {
    seed: Number(values.seed),
    mutants: Number(values.mutants),
    seconds: Number(values.seconds),
    workers: Number(values.workers),
    part: values.file,
  }).run();
}

/** Examines one recipe and prints everything about it. */
async function again(text: string, files: Corpus): Promise<number> {
  const recipe = readRecipe(text);
  if (recipe.name === FILTER) console.log(`the filter: ${JSON.stringify(filterOf(recipe))}`);
  else console.log(`the mutant: ${saved('recipe', prepared(recipe, files))}`);
  const found = (await findingOf(recipe, files)) ?? (await measured(recipe, files));
  console.log(found ? `${found.kind}: ${found.message}` : 'nothing found');
  if (found?.cause instanceof Error) console.log(found.cause.stack);
  return found ? 1 : 0;
}
