/**
 * The fuzzer: `npm run fuzz -- [--mutants 2000000] [--seed N] [--seconds S] [--workers N] [--file PART]`, or
 * `--recipe 'FILE look=N …'` to look again at what it found.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { FILTER, filterOf, findingOf, measured } from './attempt.ts';
import { loadCorpus } from './corpus.ts';
import type { Corpus } from './corpus.ts';
import { drawn } from './mutate.ts';
import { prepared, readRecipe, recipeText } from './operations.ts';
import { NUMBERS } from './worker.ts';
import type { Report, Task } from './worker.ts';

/** A mutant at which a thread is for longer, in ms, hangs; the thread is ended and another one goes on. */
const PATIENCE = 60_000;
/** The whole process may hold this much for each thread, in bytes: the captures, a mutant, and garbage. */
const MOST_A_THREAD = 1.5 * 1024 ** 3;
/** Findings of one cause that are printed. */
const MOST_PRINTED = 3;

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

const folder = join(tmpdir(), 'wireside-fuzz');
const corpus = loadCorpus(values.recipe === undefined ? values.file : '');
process.exitCode = values.recipe === undefined ? await run(corpus) : await again(values.recipe, corpus);

/** Looks at one recipe and tells all about it. */
async function again(text: string, files: Corpus): Promise<number> {
  const recipe = readRecipe(text);
  if (recipe.name === FILTER) console.log(`the filter: ${JSON.stringify(filterOf(recipe))}`);
  else console.log(`the mutant: ${saved('recipe', prepared(recipe, files))}`);
  const found = (await findingOf(recipe, files)) ?? (await measured(recipe, files));
  console.log(found ? `${found.kind}: ${found.message}` : 'nothing found');
  if (found?.cause instanceof Error) console.log(found.cause.stack);
  return found ? 1 : 0;
}

/** Keeps a mutant. */
function saved(name: string, bytes: Uint8Array): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}${bytes[0] === 0x1f ? '.gz' : bytes[0] === 0x0a ? '.pcapng' : '.pcap'}`);
  writeFileSync(file, bytes);
  return file;
}

/** Starts the threads, watches them, and says how it went. */
async function run(files: Corpus): Promise<number> {
  const seed = Number(values.seed);
  const mutants = Number(values.mutants);
  const workers = Number(values.workers);
  const end = performance.now() + Number(values.seconds) * 1000;
  const numbers = new Int32Array(new SharedArrayBuffer(4 * (1 + workers * NUMBERS.size)));
  const begin = performance.now();
  const findings = new Map<string, number>();
  let peak = 0;
  console.log(`seed ${seed}: ${mutants} mutants of ${files.files.length} captures in ${workers} threads`);

  const note = ({ kind, key, message, stack, recipe }: Report): void => {
    const times = (findings.get(key) ?? 0) + 1;
    findings.set(key, times);
    if (times > MOST_PRINTED) return;
    let file = '';
    try {
      const read = readRecipe(recipe);
      if (read.name !== FILTER)
        file = `\n  ${saved(`${kind}-${findings.size}-${times}`, prepared(read, files))}`;
    } catch {
      // What is about the run as a whole has no recipe.
    }
    console.log(`${kind}: ${message}\n  npm run fuzz -- --recipe '${recipe}'${file}`);
    if (stack !== '' && times === 1) console.log(stack.split('\n').slice(1, 6).join('\n'));
  };
  const total = (which: number): number =>
    Array.from({ length: workers }, (_, i) => numbers[1 + i * NUMBERS.size + which]!).reduce(
      (a, b) => a + b,
      0,
    );
  const said = (): string => {
    const seconds = (performance.now() - begin) / 1000;
    const done = total(NUMBERS.mutants);
    const count = findings.size;
    return `${done} mutants, ${total(NUMBERS.filters)} filters, ${count} findings; ${Math.round(done / seconds)} mutants/s, ${Math.round(seconds)} s, at most ${Math.round(peak / 1024 ** 2)} MiB`;
  };

  await Promise.all(Array.from({ length: workers }, (_, i) => watched(1 + i * NUMBERS.size)));
  console.log(`${said()}; seed ${seed}`);
  return findings.size === 0 ? 0 : 1;

  /** Runs one thread to its end, or the next one where it hangs or dies. */
  async function watched(place: number): Promise<void> {
    for (;;) {
      const task: Task = { seed, mutants, part: values.file, place, numbers };
      const worker = new Worker(new URL('worker.mjs', import.meta.url), {
        workerData: task,
        resourceLimits: { maxOldGenerationSizeMb: 1024 },
      });
      let at = -1;
      let since = performance.now();
      let last = performance.now();
      let isHanging = false;
      const timer = setInterval(() => {
        const now = performance.now();
        const current = numbers[place + NUMBERS.current]! + numbers[place + NUMBERS.mutants]!;
        if (current !== at) [at, since] = [current, now];
        peak = Math.max(peak, process.memoryUsage.rss());
        if (now > end) Atomics.store(numbers, 0, mutants);
        if (now - since > PATIENCE) {
          isHanging = true;
          void worker.terminate();
        }
        if (place === 1 && now - last > 10_000) {
          last = now;
          console.log(said());
        }
      }, 250);
      worker.on('message', note);
      const isDone = await new Promise<boolean>((resolve) => {
        let problem = 'the thread ended';
        worker.on('error', (error: Error) => (problem = error.stack ?? error.message));
        worker.on('exit', (code) => {
          if (code === 0) resolve(true);
          else {
            const recipe = recipeText(drawn(files, seed, numbers[place + NUMBERS.current]!));
            const kind = isHanging ? 'hang' : 'crash';
            const message = isHanging ? `more than ${PATIENCE / 1000} s for one mutant` : problem;
            note({ kind, key: `${kind}: ${message}`, message, stack: '', recipe });
            resolve(false);
          }
        });
      });
      clearInterval(timer);
      if (isDone) break;
    }
    if (place === 1 && peak > MOST_A_THREAD * workers) {
      note({
        kind: 'memory',
        key: 'memory',
        message: `the process held ${peak} bytes`,
        stack: '',
        recipe: 'the whole run',
      });
    }
  }
}
