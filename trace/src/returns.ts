/** How far the times of a trace can be trusted: how much they may differ, and when calls had returned at the latest. */
import { firstIndex } from '@wireside/wire';
import type { CallRecord } from './format.ts';

/**
 * How much the timestamps of the tracer, the capture, the name server and the output may differ, µs: they read the same clock at
 * slightly different moments.
 */
export const CLOCK_SKEW = 2000;
/** Most time that the tracer may have spent on the arguments of a call without counting it, µs. */
export const MAX_UNCOUNTED = 250_000;

/**
 * Returns when a call had returned at the latest, µs since the epoch; Infinity for one that never returned.
 *
 * The tracer stamps a call, then looks at its arguments, and counts `took` only from there. On a busy machine it may be
 * interrupted in between for many milliseconds, so `at + took` is when the call had returned at the earliest. It had
 * returned when its thread began the next one.
 * @param calls of a trace, in order
 */
export function latestReturns(calls: readonly CallRecord[]): (call: CallRecord) => number {
  let nexts: Float64Array | undefined;
  return (call) => {
    const { n, at, took } = call;
    if (took === undefined) return Infinity;
    nexts ??= nextOfThread(calls);
    const next = nexts[firstIndex(calls.length, (i) => calls[i]!.n >= n)] ?? Infinity;
    return Math.max(at + took, Math.min(next, at + took + MAX_UNCOUNTED));
  };
}

/** By call: when its thread began the next one; Infinity for the last one. */
function nextOfThread(calls: readonly CallRecord[]): Float64Array {
  const nexts = new Float64Array(calls.length).fill(Infinity);
  const begun = new Map<string, number>();
  for (let i = calls.length - 1; i >= 0; i--) {
    const { actor, process, at } = calls[i]!;
    const thread = `${process} ${actor}`;
    nexts[i] = begun.get(thread) ?? Infinity;
    begun.set(thread, at);
  }
  return nexts;
}
