/** Integers, floating point numbers and durations as written in a filter. */

const FORMS: readonly (readonly [pattern: RegExp, prefix: string])[] = [
  [/^0[xX][0-9A-Fa-f]+$/, ''],
  [/^0[bB][01]+$/, ''],
  [/^0[0-7]+$/, '0o'],
  [/^(0|[1-9][0-9]*)$/, ''],
];
/** Maximum digits; no integer has more. */
const MAX_DIGITS = 80;

/** An integer in decimal, hexadecimal (0x), octal (leading 0) or binary (0b) digits; undefined if it is not valid. */
export function integerOf(text: string): bigint | undefined {
  if (text.startsWith('-')) {
    const value = integerOf(text.slice(1));
    return value === undefined ? undefined : -value;
  }
  if (text.length > MAX_DIGITS) return /^\d+$/.test(text) ? 1n << 256n : undefined;
  const form = FORMS.find(([pattern]) => pattern.test(text));
  return form && BigInt(form[1] + text);
}

/** A floating point number; undefined if it is not valid. */
export function floatOf(text: string): number | undefined {
  return /^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/** A duration in seconds, as nanoseconds; digits after the ninth decimal are dropped. Undefined if it is not valid. */
export function durationOf(text: string): bigint | undefined {
  const found = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/.exec(text);
  if (!found) return undefined;
  const nanos = BigInt(found[2]!) * 1_000_000_000n + BigInt((found[3] ?? '').padEnd(9, '0').slice(0, 9));
  return found[1] ? -nanos : nanos;
}
