import type { ExperimentRun } from '@wireside/lab';
import { estimateLoss } from '@wireside/judge';
import { expect, it } from 'vitest';
import { histogramSvg } from './histogram.ts';
import { renderResults } from './report.ts';

const acknowledged = (rounds: number, number: number): ExperimentRun => ({
  number,
  folder: `/runs/${number}`,
  rounds,
  isAcknowledged: true,
});
const RUNS = [1, 1, 1, 2, 4].map((rounds, index) => acknowledged(rounds, index + 1));
const RESULTS = {
  runs: [
    ...RUNS,
    { ...acknowledged(9, 6), isAcknowledged: false, end: { reason: 'exited' as const, code: 1, at: 0 } },
    { ...acknowledged(0, 7), isAcknowledged: false, fault: 'no network' },
  ],
  loss: 0.5,
  seed: 'abc',
  estimate: estimateLoss(RUNS.map(({ rounds }) => rounds)),
  name: 'k3f9',
};

it('draws the distribution, and tells the estimate and which runs do not count', () => {
  expect(renderResults(RESULTS, { width: 42, color: false })).toBe(`rounds  runs
     1  ██████████████████████████████ 3
     2  ██████████ 1
     3  0
     4  ██████████ 1

7 runs, 1.80 rounds on average; loss 1 - 1/a = 0.44, 95 % confidence interval 0.16 to 0.79
The server lost a request with probability 0.5; seed abc.
Run 6 does not count: no acknowledgment; the program exited with status 1.
Run 7 does not count, which is not the program's fault: no network.
See a run: wireside show k3f9/1
`);
});

it('says so where no run was acknowledged', () => {
  const { estimate: _, ...none } = { ...RESULTS, runs: RESULTS.runs.slice(5) };
  expect(renderResults(none, { width: 80, color: false, unicode: false })).toContain(
    '2 runs, none acknowledged\n',
  );
  expect(histogramSvg(none)).toContain('No run was acknowledged.');
});

it('has a bar for each number of rounds in the image', () => {
  const svg = histogramSvg(RESULTS);
  expect(svg.match(/class="bar"/g)).toHaveLength(4);
  expect(svg).toContain('<title id="title">Rounds until the acknowledgment, 7 runs</title>');
  expect(svg).toContain('loss 1 - 1/a = 0.44');
});
