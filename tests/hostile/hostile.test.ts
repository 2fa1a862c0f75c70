/** Programs that attack the bench: each run ends as expected and leaves nothing, and a correct program still passes. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench, buildProgram, DEFAULT_LIMITS, readSource } from '@wireside/bench';
import type { Limits, Program, RunRequest } from '@wireside/bench';
import { caseRequest, findEdition, findPart, judgeRun } from '@wireside/lab';
import type { RunEnd } from '@wireside/trace';
import { readTrace } from '@wireside/trace/node';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { itNeedsNamespaces, WHY_NO_NAMESPACES } from '@wireside/bench/testing';
import {
  agents,
  devicesOf,
  IDLE_PROCESSES,
  openBenches,
  processesOf,
  workspaceFiles,
} from './leftovers.test.helper.ts';

const SAMPLES = join(import.meta.dirname, '../../labs/sockets/packetization/samples');
const MIB = 1024 * 1024;

/** Low limits, which are soon reached. */
const LIMITS: Limits = {
  ...DEFAULT_LIMITS,
  idle: 3,
  cpu: 2,
  memory: 256 * MIB,
  processes: 64,
  output: 8 * MIB,
};

/** Runs that must reach the wall limit reach it soon. The others may have to wait for a busy processor. Seconds. */
const WALL = { reached: 8, notReached: 60 };
/** The ends of programs that wait rather than work. */
const WAITING = ['limit:wall', 'limit:idle'];
/** A machine that runs tests is busy. ms. */
const TEST_TIMEOUT = 480_000;

/** A hostile program, and the ways in which its run may end. */
interface Hostile {
  readonly name: string;
  readonly path: string;
  readonly expected: readonly string[];
}

/** Reads how a hostile program must end from its header: `expect:` and `or:`. */
function readHostile(name: string): Hostile {
  const path = join(SAMPLES, 'hostile', name);
  const file = statSync(path).isDirectory() ? join(path, 'Makefile') : path;
  const head = readFileSync(file, 'utf8').split('\n').slice(0, 12).join('\n');
  const words = [...head.matchAll(/(?:expect|or): ([a-z:]+)/g)].map((match) => match[1]!);
  return { name, path, expected: words };
}

/** All words for how a run ended. */
function wordsOf(ended: RunEnd | undefined): string[] {
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
/** A correct client. */
let honest: Program;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-hostile-'));
  if (WHY_NO_NAMESPACES !== undefined) return;
  const bench = Bench.open({ parallel: 1 });
  honest = await buildProgram(bench, readSource(join(SAMPLES, 'correct/c.c')));
  await bench.close();
}, TEST_TIMEOUT);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function honestRun(bench: Bench, to: string): Promise<void> {
  const { model } = await bench.run(caseRequest(honest, honestCase, { part, edition, seed: 'honest' }), to);
  expect(judgeRun(model, part, honestCase, edition).verdict).toBe('pass');
}

/** The same request with other limits of its programs. */
function withLimits({ scene, ...request }: RunRequest, limits: Limits): RunRequest {
  const actors = scene.actors.map((actor) => (actor.kind === 'program' ? { ...actor, limits } : actor));
  return { ...request, scene: { ...scene, actors } };
}

async function attack({ name, path, expected }: Hostile): Promise<void> {
  const others = openBenches();
  const bench = Bench.open({ parallel: 1 });
  const ownFolder = openBenches().find((each) => !others.includes(each))!;
  try {
    const own = join(folder, name);
    const source = readSource(path);
    if (source.language === 'Makefile') {
      // It attacks while it is built: that is sandboxed too, with its own limits.
      await expect(buildProgram(bench, source)).rejects.toThrow(/limit|status/);
    } else {
      const program = await buildProgram(bench, source);
      const limits = {
        ...LIMITS,
        // On a busy machine, touching memory may take more of the processor than the limit for those that spin.
        cpu: expected.includes('limit:cpu') ? LIMITS.cpu : 4 * LIMITS.cpu,
        wall: expected.includes('limit:wall') ? WALL.reached : WALL.notReached,
      };
      const request = withLimits(caseRequest(program, honestCase, { part, edition, seed: name }), limits);
      const { description: run, model } = await bench.run(request, own);
      const { ended, command } = model.program;
      // If a burst was too much for the capture, that is our fault, and the run says so.
      if (run.faults.length > 0) expect(run.faults.join()).toMatch(/capture missed/);
      else
        expect(wordsOf(ended), JSON.stringify(ended)).toEqual(
          expect.arrayContaining([expect.toBeOneOf([...expected])]),
        );
      // The trace is intact in any case.
      const trace = readTrace(own);
      expect(trace.problems).toEqual([]);
      expect(trace.run.actors).toContainEqual(expect.objectContaining({ kind: 'program', command }));
    }
    await honestRun(bench, join(folder, `${name}-honest`));
    await bench.ready();
    const idle = agents(process.pid, ownFolder);
    expect(idle.length).toBeGreaterThan(0);
    for (const agent of idle) {
      expect(processesOf(agent).filter((process) => !IDLE_PROCESSES.includes(process))).toEqual([]);
      expect(workspaceFiles(agent)).toEqual({ workspaces: 1, files: [] });
      expect(devicesOf(agent).toSorted()).toEqual(['eth0', 'lo']);
    }
  } finally {
    await bench.close();
  }
  expect(agents(process.pid, ownFolder)).toEqual([]);
}

const programs = readdirSync(join(SAMPLES, 'hostile')).toSorted().map(readHostile);
const isWaiting = ({ expected }: Hostile): boolean => expected.every((word) => WAITING.includes(word));

describe.concurrent('hostile programs that wait', () => {
  for (const program of programs.filter(isWaiting)) {
    itNeedsNamespaces(program.name, () => attack(program), TEST_TIMEOUT);
  }
});

describe('hostile programs that work', () => {
  for (const program of programs.filter((each) => !isWaiting(each))) {
    itNeedsNamespaces(program.name, () => attack(program), TEST_TIMEOUT);
  }
});

describe('the folder of the bench', () => {
  itNeedsNamespaces('is gone when the bench is closed', async () => {
    const bench = Bench.open();
    await bench.ready();
    // Other processes' benches come and go; each folder names its owner.
    const made = readdirSync(tmpdir()).filter((entry) => {
      const owner = join(tmpdir(), entry, 'owner');
      return existsSync(owner) && readFileSync(owner, 'utf8').split(' ')[1] === String(process.pid);
    });
    expect(made.length).toBeGreaterThan(0);
    await bench.close();
    for (const entry of made) expect(existsSync(join(tmpdir(), entry))).toBe(false);
  });
});
