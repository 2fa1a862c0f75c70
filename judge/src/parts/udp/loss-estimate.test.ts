import { expect, it } from 'vitest';
import { estimateLoss } from './loss-estimate.ts';

const rounded = (rounds: number[]): (number | number[])[] => {
  const { average, loss, interval } = estimateLoss(rounds);
  return [average, loss, interval.map((one) => Math.round(one * 1000) / 1000)];
};

it('is 1 - 1/a, with the exact interval', () => {
  // qbeta(0.025, 60, 61) = 0.407, qbeta(0.975, 60, 60) = 0.589.
  expect(rounded(Array<number>(60).fill(2))).toEqual([2, 0.5, [0.411, 0.593]]);
  // One run, answered at once: p is from 0.025 to 1.
  expect(rounded([1])).toEqual([1, 0, [0, 0.975]]);
  // One run of two rounds: qbeta(0.025, 1, 2) = 0.0126, and qbeta(0.975, 1, 1) = 0.975.
  expect(rounded([2])).toEqual([2, 0.5, [0.025, 0.987]]);
  // 60 answers in 600 rounds.
  expect(rounded(Array<number>(60).fill(10))).toEqual([10, 0.9, [0.875, 0.923]]);
});

it('has the loss in its interval in about 95 of 100 experiments', () => {
  // A fixed sequence, so that the test does the same each time: the multiplicative generator of Lehmer (Park and Miller).
  let state = 42;
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  let inside = 0;
  for (let experiment = 0; experiment < 400; experiment++) {
    const rounds = Array.from({ length: 60 }, () => {
      let sent = 1;
      while (random() < 0.5) sent++;
      return sent;
    });
    const [least, most] = estimateLoss(rounds).interval;
    if (least <= 0.5 && 0.5 <= most) inside++;
  }
  expect(inside).toBeGreaterThan(370);
  expect(inside).toBeLessThan(400);
});
