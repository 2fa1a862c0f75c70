/** The time of day in microseconds, close to the timestamps of strace and libpcap on the same machine. */

/**
 * The difference between the process's own clock and the system's. `performance.now()` is precise but runs on
 * CLOCK_MONOTONIC: it does not notice when the system's clock is corrected, or when a laptop has slept.
 */
let correction = 0;

/**
 * The time of day (CLOCK_REALTIME, clock_gettime(2)) in whole microseconds since 1970.
 *
 * `Date.now()` is the correct clock, truncated to milliseconds. So the true time is between its value read before and its
 * value read after, plus one. The precise clock is used as long as it stays between the two, and is corrected when it does
 * not: the error is always under a millisecond, and shrinks as more events are stamped.
 */
export function now(): number {
  const earliest = Date.now();
  const fine = performance.timeOrigin + performance.now();
  const latest = Date.now() + 1;
  if (fine + correction < earliest) correction = earliest - fine;
  else if (fine + correction > latest) correction = latest - fine;
  return Math.round((fine + correction) * 1000);
}
