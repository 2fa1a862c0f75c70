/** The two clocks of a trace, in microseconds. */

/** CLOCK_REALTIME, µs since the epoch, with the resolution of the monotonic clock (strace and libpcap stamp with it too). */
export function realtime(): number {
  return (performance.timeOrigin + performance.now()) * 1000;
}

/** CLOCK_MONOTONIC, µs. */
export function monotonic(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
