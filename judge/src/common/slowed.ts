/** Recognizes a run that was slow because it was traced. */
import { numberText } from '@wireside/wire';
import type { ProgramFacts } from './facts.ts';

/** From this many calls on, tracing is what makes a run long: each call costs at least 40 µs more. */
const MANY_CALLS = 500_000;

/** Why a run that exceeded its time limit says nothing about the program, if tracing took the time. */
export function slowedByTracing({
  end,
  calls: made,
}: Pick<ProgramFacts, 'end' | 'calls'>): string | undefined {
  if (end.reason !== 'limit' || (end.limit !== 'wall' && end.limit !== 'cpu')) return undefined;
  const calls = made.reduce((sum, { times = 1 }) => sum + times, 0);
  if (calls < MANY_CALLS) return undefined;
  return (
    `the program made ${numberText(calls)} calls, and tracing them took longer than the time limit; ` +
    `it can be judged if it receives and writes more bytes with each call`
  );
}
