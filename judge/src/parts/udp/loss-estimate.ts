/** From the rounds of many runs to an estimate of the loss. */

/** What the runs say about the loss. */
export interface LossEstimate {
  /** Rounds until the acknowledgment, on average. */
  readonly average: number;
  /** 1 - 1/average: the share of rounds without an answer, from 0 to 1. */
  readonly loss: number;
  /** The loss is in here with a confidence of 95 %, for rounds that are lost independently of each other. */
  readonly interval: readonly [least: number, most: number];
}

/** Half of what is left beside a confidence of 95 %. */
const TAIL = 0.025;
/** Halvings of an interval: more than a double has digits. */
const STEPS = 60;

/**
 * Estimates the loss. Each round is answered with the same probability p, so the rounds of a run are a geometric random
 * variable, and those of all runs together a negative binomial one. The interval is the exact one (Clopper and Pearson,
 * 1934), which the binomial distribution gives: n answers in S rounds, the last round answered.
 * @param rounds rounds until the acknowledgment, of each run that was acknowledged; at least one
 */
export function estimateLoss(rounds: readonly number[]): LossEstimate {
  const n = rounds.length;
  const sum = rounds.reduce((total, one) => total + one, 0);
  const least = solve((p) => 1 - binomialBelow(sum, p, n) - TAIL);
  const most = sum === n ? 1 : solve((p) => TAIL - binomialBelow(sum - 1, p, n));
  return { average: sum / n, loss: 1 - n / sum, interval: [1 - most, 1 - least] };
}

/** The probability of fewer than k successes in n trials. */
function binomialBelow(n: number, p: number, k: number): number {
  if (p <= 0) return 1;
  if (p >= 1) return k > n ? 1 : 0;
  let log = n * Math.log1p(-p);
  let below = 0;
  for (let i = 0; i < Math.min(k, n + 1); i++) {
    below += Math.exp(log);
    log += Math.log(((n - i) / (i + 1)) * (p / (1 - p)));
  }
  return Math.min(1, below);
}

/** Where a rising function of a probability is 0. */
function solve(rising: (p: number) => number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
