/** Durations in pictures of a run. */

/**
 * A duration with three significant digits, from µs: `23.4 ms`, `0.98 s`. All digits are shown, zeros too, so that the times
 * of a column can be compared; in sentences, wire leaves zeros out and says `980 ms`.
 */
export function columnDuration(us: number): string {
  if (us < 1000) return `${Math.round(us)} µs`;
  if (us < 10_000) return `${(us / 1000).toFixed(2)} ms`;
  if (us < 100_000) return `${(us / 1000).toFixed(1)} ms`;
  if (us < 10_000_000) return `${(us / 1e6).toFixed(2)} s`;
  return `${(us / 1e6).toFixed(1)} s`;
}
