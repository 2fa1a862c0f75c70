/** The two clocks of a trace, in microseconds. */

/**
 * CLOCK_REALTIME, µs since the epoch, with the resolution of the monotonic clock. strace and libpcap use the same clock
 * for their timestamps.
 */
export function realtime(): number {
  return (performance.timeOrigin + performance.now()) * 1000;
}

/** CLOCK_MONOTONIC, µs. */
export function monotonic(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
