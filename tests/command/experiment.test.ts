/** `wireside experiment udp-loss` with real runs: the rounds are those that the server counted. */
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { openModel } from '@wireside/trace/node';
import { afterAll, beforeAll, expect } from 'vitest';
import { ROOT, TIMEOUT, wireside } from './wireside.ts';

const CORRECT = join(ROOT, 'labs/sockets/udp/samples/correct/python-select.py');

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'wireside-experiment-')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `--json` prints. */
interface Printed {
  readonly runs: readonly {
    readonly rounds: number;
    readonly isAcknowledged: boolean;
    readonly folder: string;
  }[];
  readonly estimate?: {
    readonly average: number;
    readonly loss: number;
    readonly interval: [number, number];
  };
}

itNeedsNamespaces(
  'counts the requests until the acknowledgment in each run, and estimates the loss from them',
  async () => {
    const svg = join(folder, 'rounds.svg');
    const flags = [
      '--runs',
      '12',
      '--seed',
      'twelve',
      '--json',
      '--keep',
      join(folder, 'twelve'),
      '--svg',
      svg,
    ];
    const { code, stdout, stderr } = await wireside('experiment', 'udp-loss', CORRECT, ...flags);
    expect([code, stderr]).toEqual([0, '']);
    const { runs, estimate } = JSON.parse(stdout) as Printed;
    expect(runs).toHaveLength(12);
    for (const run of runs) {
      const { peer } = (await openModel(run.folder)).trace;
      const events = peer.map(({ event }) => event).filter((event) => ['command', 'drop'].includes(event));
      const lost = /^(?:command drop ?)*/.exec(events.join(' '))![0].split('drop').length - 1;
      expect(run.isAcknowledged).toBe(true);
      // On a busy machine the answer may be read only after the next request has left.
      expect([lost + 1, lost + 2]).toContain(run.rounds);
    }
    const average = runs.reduce((sum, { rounds }) => sum + rounds, 0) / runs.length;
    expect(estimate!.average).toBe(average);
    expect(estimate!.loss).toBeCloseTo(1 - 1 / average);
    expect(estimate!.interval[0]).toBeLessThan(estimate!.loss);
    expect(estimate!.interval[1]).toBeGreaterThan(estimate!.loss);
    expect(readFileSync(svg, 'utf8')).toContain('12 runs');
    expect(existsSync(join(folder, 'twelve/12/wire.pcapng'))).toBe(true);
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'does not count a run without an acknowledgment, and says how the program ended',
  async () => {
    const program = join(folder, 'PDC.py');
    writeFileSync(program, 'raise SystemExit(3)\n');
    const flags = ['--runs', '2', '--keep', join(folder, 'none')];
    const { code, stdout, stderr } = await wireside('experiment', 'udp-loss', program, ...flags);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toContain('2 runs, none acknowledged\n');
    expect(stdout).toContain('Run 1 does not count: no acknowledgment; the program exited with status 3.\n');
  },
  TIMEOUT,
);
