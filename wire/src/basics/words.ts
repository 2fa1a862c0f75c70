/** Numbers as text: durations, counts, lists, packet numbers; and texts as lines. */

const UNITS: readonly (readonly [nanos: number, unit: string])[] = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
  [1, 'ns'],
];

/** A duration in nanoseconds to three significant digits: `203 ms`, `1.25 s`, `0 s`. */
export function durationText(nanos: number): string {
  const size = Math.abs(nanos);
  if (size === 0) return '0 s';
  if (size >= 600e9) return `${nanos < 0 ? '-' : ''}${longText(size)}`;
  let [scale, unit] = UNITS.find(([one]) => size >= one) ?? [1, 'ns'];
  // 999.7 µs rounds up to the next unit.
  if (Number((size / scale).toPrecision(3)) >= 1000 && scale < 1e9) {
    scale *= 1000;
    unit = UNITS.find(([one]) => one === scale)?.[1] ?? unit;
  }
  return `${nanos < 0 ? '-' : ''}${Number((size / scale).toPrecision(3))} ${unit}`;
}

function longText(nanos: number): string {
  const minutes = nanos / 60e9;
  if (minutes < 120) return `${Number(minutes.toFixed(1))} min`;
  const hours = minutes / 60;
  return hours < 48 ? `${Number(hours.toFixed(1))} h` : `${Number((hours / 24).toFixed(1))} days`;
}

/** A count with its noun: `1 byte`, `1,448 bytes`. */
export function countText(count: number, noun: string, plural = `${noun}s`): string {
  return `${numberText(count)} ${count === 1 ? noun : plural}`;
}

/** A count with commas between thousands. Sequence numbers and packet numbers are written without. */
export function numberText(count: number): string {
  const whole = Math.abs(count);
  if (whole < 1000 || !Number.isInteger(count)) return String(count);
  return (count < 0 ? '-' : '') + String(whole).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `1st`, `2nd`, `3rd`, `11th`. */
export function ordinalText(n: number): string {
  const tens = n % 100;
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(items: readonly string[], word = 'and'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

/** `packet 3`, `packets 3 and 5`, `packets 3–6, 9 and 14 more`; at most `most` runs are listed. */
export function packetsText(packets: readonly number[], most = 6): string {
  const runs: [number, number][] = [];
  for (const packet of packets) {
    const last = runs.at(-1);
    if (last && packet === last[1] + 1) last[1] = packet;
    else runs.push([packet, packet]);
  }
  const named = runs.slice(0, most);
  const rest = runs.slice(most).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const texts = named.flatMap(([from, to]) =>
    from === to ? [String(from)] : to === from + 1 ? [String(from), String(to)] : [`${from}–${to}`],
  );
  if (rest > 0) texts.push(`${numberText(rest)} more`);
  return `${packets.length === 1 ? 'packet' : 'packets'} ${listText(texts)}`;
}

/** `byte 5`, `bytes 1–1448`: a range of sequence numbers, both ends included. */
export function bytesText(from: number, length: number): string {
  return length === 1 ? `byte ${from}` : `bytes ${from}–${(from + length - 1) >>> 0}`;
}

/**
 * Breaks a text into lines at its spaces; a word that is longer than a line stays whole.
 * @param widthOf measures a text, in the unit of `width`
 */
export function wrapText(
  text: string,
  width: number,
  widthOf: (text: string) => number = ({ length }) => length,
): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
