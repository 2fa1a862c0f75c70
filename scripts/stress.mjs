/**
 * Judges the right sample clients again and again while other work keeps every processor busy, and counts what did
 * not pass: `npm run stress -- [--times 300] [--parallel 8] [--no-load]`. A right program must pass every time.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, buildProgram, readSource } from '@wireside/bench';
import { findCases, findEdition, findPart, judge, labsFolder } from '@wireside/lab';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '300' },
    parallel: { type: 'string', default: '8' },
    'no-load': { type: 'boolean', default: false },
  },
});
const times = Number(values.times);

const load = values['no-load']
  ? []
  : Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ['-e', 'for (;;);']));
const folder = mkdtempSync(join(tmpdir(), 'wireside-stress-'));
const bench = Bench.open({ parallel: Number(values.parallel) });
const part = findPart('packetization');
const samples = join(labsFolder(), 'sockets', 'packetization', 'samples', 'right');

// Languages that are not installed are left out once, by name.
/** @type {{ name: string, source: import('@wireside/bench').Source }[]} */
const sources = [];
for (const name of readdirSync(samples).toSorted()) {
  const source = readSource(join(samples, name));
  try {
    await buildProgram(bench, source);
    sources.push({ name, source });
  } catch (error) {
    console.log(`left out: ${name}: ${String(error).split('\n', 1)[0]}`);
  }
}

const since = performance.now();
let begun = 0;
let ended = 0;
/** @type {number[]} */
const bad = [];
/** One judgement after the other; several of these go on side by side, so that the bench is always full. */
async function turn() {
  while (begun < times) {
    const number = begun++;
    const sample = sources[number % sources.length];
    if (sample === undefined) throw new Error('no sample can be built here');
    const { name, source } = sample;
    const verdict = await judge(source, {
      part,
      edition: findEdition(part),
      editionId: part.defaultEdition,
      cases: findCases(part),
      seed: `stress-${number}`,
      bench,
      folder: join(folder, String(number)),
    });
    ended++;
    if (verdict.verdict === 'pass') rmSync(join(folder, String(number)), { recursive: true });
    else {
      bad.push(number);
      for (const one of verdict.cases.filter(({ verdict: word }) => word !== 'pass')) {
        const check = one.checks.find(({ result }) => result !== 'pass');
        console.log(
          `${number} ${name} ${one.id}: ${one.verdict}: ${check?.title}: ${check?.got} (${one.run})`,
        );
      }
    }
    if (ended % 20 === 0) {
      const minutes = ((performance.now() - since) / 60_000).toFixed(1);
      console.log(`${ended} of ${times} judged in ${minutes} minutes, ${bad.length} did not pass`);
    }
  }
}
await Promise.all([turn(), turn(), turn()]);
await bench.close();
for (const child of load) child.kill();
if (bad.length === 0) rmSync(folder, { recursive: true });
console.log(`${times - bad.length} of ${times} passed (${times * part.cases.length} runs)`);
process.exitCode = bad.length === 0 ? 0 : 1;
