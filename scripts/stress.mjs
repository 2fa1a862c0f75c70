/**
 * Judges the correct sample programs of a part in turn, in all cases, again and again while other work keeps every
 * processor busy, and counts the runs that do not pass: `npm run stress -- [--part packetization] [--runs 300] [--parallel 8] [--no-load]`.
 * A correct program must pass every time.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, buildProgram } from '@wireside/bench';
import { findCases, findEdition, findPart, judge, sourceOf } from '@wireside/lab';

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: 'packetization' },
    runs: { type: 'string', default: '300' },
    parallel: { type: 'string', default: '8' },
    'no-load': { type: 'boolean', default: false },
  },
});
const wanted = Number(values.runs);

const load = values['no-load']
  ? []
  : Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ['-e', 'for (;;);']));
const folder = mkdtempSync(join(tmpdir(), 'wireside-stress-'));
const bench = Bench.open({ parallel: Number(values.parallel) });
const part = findPart(values.part);
const samples = join(part.folder, 'samples', 'correct');

// Says once which samples are left out because their languages are not installed.
/** @type {{ name: string, source: import('@wireside/bench').Source }[]} */
const sources = [];
for (const name of readdirSync(samples).toSorted()) {
  const source = sourceOf(part, join(samples, name));
  try {
    await buildProgram(bench, source);
    sources.push({ name, source });
  } catch (error) {
    console.log(`left out: ${name}: ${String(error).split('\n', 1)[0]}`);
  }
}

const since = performance.now();
const cases = findCases(part);
const judgings = Math.ceil(wanted / cases.length);
let started = 0;
let passed = 0;
let failed = 0;
/** Judges one sample after another. Several of these run in parallel, so that the bench is always busy. */
async function judgeInTurn() {
  while (started < judgings) {
    const number = started++;
    const sample = sources[number % sources.length];
    if (sample === undefined) throw new Error('no sample can be built here');
    const { name, source } = sample;
    const verdict = await judge(source, {
      part,
      edition: findEdition(part),
      editionId: part.defaultEdition,
      cases,
      seed: `stress-${number}`,
      bench,
      folder: join(folder, String(number)),
    });
    const wrong = verdict.cases.filter((each) => each.verdict !== 'pass');
    passed += verdict.cases.length - wrong.length;
    failed += wrong.length;
    if (wrong.length === 0) rmSync(join(folder, String(number)), { recursive: true });
    for (const one of wrong) {
      const check = one.checks.find(({ result }) => result !== 'pass');
      console.log(`${number} ${name} ${one.id}: ${one.verdict}: ${check?.title}: ${check?.got} (${one.run})`);
    }
    const minutes = ((performance.now() - since) / 60_000).toFixed(1);
    console.log(`${passed + failed} runs in ${minutes} minutes, ${failed} did not pass`);
  }
}
await Promise.all([judgeInTurn(), judgeInTurn(), judgeInTurn()]);
await bench.close();
for (const child of load) child.kill();
if (failed === 0) rmSync(folder, { recursive: true });
console.log(
  `${part.id}: ${passed} of ${passed + failed} runs passed (${sources.length} programs, ${cases.length} cases)`,
);
process.exitCode = failed === 0 ? 0 : 1;
