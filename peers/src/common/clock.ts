/** The time of day in microseconds, close to what strace and libpcap stamp on the same machine. */

/**
 * What has to be added to the process's own clock to arrive at the system's. `performance.now()` is fine-grained but runs
 * on CLOCK_MONOTONIC: it never learns that the system's clock was corrected, nor that a laptop has slept.
 */
let correction = 0;

/**
 * The time of day (CLOCK_REALTIME, clock_gettime(2)) in whole microseconds since 1970.
 *
 * `Date.now()` is the right clock, cut to milliseconds. So the true time lies between its value read before and its value
 * read after, plus one. The fine clock is believed as long as it stays between the two, and is pushed back when it is not:
 * the error is always under a millisecond, and shrinks as more events are stamped.
 */
export function now(): number {
  const earliest = Date.now();
  const fine = performance.timeOrigin + performance.now();
  const latest = Date.now() + 1;
  if (fine + correction < earliest) correction = earliest - fine;
  else if (fine + correction > latest) correction = latest - fine;
  return Math.round((fine + correction) * 1000);
}
