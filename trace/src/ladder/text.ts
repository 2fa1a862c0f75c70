/** Words that every lane of the ladder uses. */

/** A duration of µs for people, with three digits that count: `23.4 ms`, `0.98 s`. */
export function durationText(us: number): string {
  if (us < 1000) return `${Math.round(us)} µs`;
  if (us < 10_000) return `${(us / 1000).toFixed(2)} ms`;
  if (us < 100_000) return `${(us / 1000).toFixed(1)} ms`;
  if (us < 10_000_000) return `${(us / 1e6).toFixed(2)} s`;
  return `${(us / 1e6).toFixed(1)} s`;
}

/** `1 byte`, `61 440 bytes`. */
export function bytesText(count: number): string {
  return count === 1 ? '1 byte' : `${groupDigits(count)} bytes`;
}

/** Digits in groups of three from 10 000 on. */
export function groupDigits(count: number): string {
  return count < 10_000 ? String(count) : String(count).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
}

/** `1 packet`, `3 packets`. */
export function countText(count: number, noun: string): string {
  return `${groupDigits(count)} ${noun}${count === 1 ? '' : 's'}`;
}
