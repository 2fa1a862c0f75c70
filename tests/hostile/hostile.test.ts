/** Programs that attack the bench: each run ends with the right word, nothing is left, and the next honest run passes. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench, buildProgram, DEFAULT_LIMITS, type Limits, type Program, readSource } from '@wireside/bench';
import { caseRequest, findEdition, findPart, judgeTrace } from '@wireside/lab';
import { readTrace, type RunDescription } from '@wireside/trace';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { agents, AT_REST, devicesOf, processesOf, workspaceFiles } from './leftovers.ts';

const SAMPLES = join(import.meta.dirname, '../../labs/sockets/packetization/samples');
const MIB = 1024 * 1024;

/** Tight, so that each limit is met soon. */
const LIMITS: Limits = {
  ...DEFAULT_LIMITS,
  idle: 3,
  cpu: 4,
  memory: 256 * MIB,
  processes: 64,
  output: 8 * MIB,
};

interface Hostile {
  name: string;
  path: string;
  expected: string[];
}

/** Reads what a hostile program's header says of its end: `expect:` and `or:`. */
function readHostile(name: string): Hostile {
  const path = join(SAMPLES, 'hostile', name);
  const file = statSync(path).isDirectory() ? join(path, 'Makefile') : path;
  const head = readFileSync(file, 'utf8').split('\n').slice(0, 12).join('\n');
  const words = [...head.matchAll(/(?:expect|or): ([a-z:]+)/g)].map((match) => match[1] as string);
  return { name, path, expected: words };
}

/** Every word that fits how a run ended. */
function wordsOf({ ended }: RunDescription): string[] {
  const words = (ended?.refused ?? []).map((limit) => `limit:${limit}`);
  if (ended?.reason === 'limit') words.push(`limit:${ended.limit}`);
  if (ended?.reason === 'signal') words.push('crashed');
  if (ended?.reason === 'exited') words.push('finished', ...(ended.code === 0 ? ['denied'] : []));
  return words;
}

const part = findPart('packetization');
const edition = findEdition(part);
const honestCase = part.cases.find(({ id }) => id === 'two')!;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-hostile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function honestRun(bench: Bench, program: Program, to: string): Promise<void> {
  await bench.run(caseRequest(program, honestCase, { part, edition, seed: 'honest' }), to);
  expect(judgeTrace(to, honestCase, edition).verdict).toBe('pass');
}

async function attack({ name, path, expected }: Hostile): Promise<void> {
  const bench = Bench.open({ parallel: 1 });
  try {
    const own = join(folder, name);
    const honest = await buildProgram(bench, readSource(join(SAMPLES, 'right/c.c')));
    const source = readSource(path);
    if (source.language === 'Makefile') {
      // It attacks while it is built, which has walls and limits of its own.
      await expect(buildProgram(bench, source)).rejects.toThrow(/limit|status/);
    } else {
      const program = await buildProgram(bench, source);
      // On a loaded machine a program may wait long for the processor; only who is to meet the wall limit meets it soon.
      const limits = { ...LIMITS, wall: expected.includes('limit:wall') ? 8 : 60 };
      const request = { ...caseRequest(program, honestCase, { part, edition, seed: name }), limits };
      const run = await bench.run(request, own);
      // A burst that the capture could not keep up with is our fault, and says so.
      if (run.faults.length > 0) expect(run.faults.join()).toMatch(/capture missed/);
      else
        expect(wordsOf(run), JSON.stringify(run.ended)).toEqual(
          expect.arrayContaining([expect.toBeOneOf(expected)]),
        );
      // However it looks, the trace can be read, and its output stays within bounds.
      const trace = readTrace(own);
      expect(trace.problems).toEqual([]);
      expect(JSON.parse(readFileSync(join(own, 'run.json'), 'utf8'))).toMatchObject({ command: run.command });
    }
    await honestRun(bench, honest, join(folder, `${name}-honest`));
    await bench.ready();
    for (const agent of agents()) {
      expect(processesOf(agent).filter((process) => !AT_REST.includes(process))).toEqual([]);
      expect(workspaceFiles(agent)).toEqual({ workspaces: 1, files: [] });
      expect(devicesOf(agent).toSorted()).toEqual(['lo', 'server']);
    }
  } finally {
    await bench.close();
  }
  expect(agents()).toEqual([]);
}

describe('hostile programs', () => {
  for (const name of readdirSync(join(SAMPLES, 'hostile')).toSorted()) {
    itNeedsNamespaces(name, () => attack(readHostile(name)), 120_000);
  }
});

describe('the folder of the bench', () => {
  itNeedsNamespaces('is gone when the bench is closed', async () => {
    const bench = Bench.open();
    await bench.ready();
    // Other benches come and go meanwhile; a folder tells whose it is.
    const made = readdirSync(tmpdir()).filter((entry) => {
      const owner = join(tmpdir(), entry, 'owner');
      return existsSync(owner) && readFileSync(owner, 'utf8').split(' ')[1] === String(process.pid);
    });
    expect(made.length).toBeGreaterThan(0);
    await bench.close();
    for (const entry of made) expect(existsSync(join(tmpdir(), entry))).toBe(false);
  });
});
