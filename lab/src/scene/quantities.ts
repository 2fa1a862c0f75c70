/** Quantities with their units, as a scene file writes them; their shape has been checked. */

/** Seconds in `1.5 s` or `40 ms`. */
export function secondsIn(text: string): number {
  const number = Number.parseFloat(text);
  return text.endsWith('ms') ? number / 1000 : number;
}

/** Milliseconds in `40 ms` or `1.5 s`. */
export function millisecondsIn(text: string): number {
  const number = Number.parseFloat(text);
  return text.endsWith('ms') ? number : number * 1000;
}

/** Percent in `10%`. */
export function percentIn(text: string): number {
  return Number.parseFloat(text);
}

/** Kilobits per second in `1 Mbit/s` or `64 kbit/s`. */
export function kilobitsIn(text: string): number {
  const number = Number.parseFloat(text);
  return text.includes('Mbit') ? number * 1000 : number;
}
