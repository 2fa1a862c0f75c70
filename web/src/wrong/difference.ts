/** Where two quoted texts differ: the first byte, and how many are the same before it. */

/** One byte, or one character that is more than one, as it is written in a quotation. */
interface Unit {
  readonly text: string;
  readonly bytes: number;
}

/** How what is expected and what was got differ. */
export interface Difference {
  /** What is the same at the beginning, as it is written. */
  readonly same: string;
  /** Bytes that are the same. */
  readonly sameBytes: number;
  /** The first unit that differs, and what follows it; of the text that ends first, undefined. */
  readonly expected: { readonly first: string; readonly rest: string } | undefined;
  readonly got: { readonly first: string; readonly rest: string } | undefined;
  /** Bytes that each quotes. */
  readonly expectedBytes: number;
  readonly gotBytes: number;
}

/** An escape as verdicts write it, or a character. */
const UNIT = /\\x[0-9a-f]{2}|\\u\{[0-9a-f]+\}|\\u[0-9a-f]{4}|\\.|[^\\]/gsu;
/** A quotation with its number of bytes; quotation marks inside are escaped. */
const QUOTED = /"((?:[^"\\]|\\.)*)" \((?:[\d,]+) bytes?\)/gsu;

/**
 * Where two texts differ that quote one thing each; undefined where one of them quotes nothing, or several things, or only
 * the beginning of something that is the same as far as it is shown.
 */
export function differenceOf(expected: string, got: string): Difference | undefined {
  const [one, other] = [quotedIn(expected), quotedIn(got)];
  if (one === undefined || other === undefined || one === other) return undefined;
  const [a, b] = [unitsOf(one), unitsOf(other)];
  let same = 0;
  while (same < a.length && same < b.length && a[same]!.text === b[same]!.text) same++;
  // What is left out of a quotation is not known.
  if (a[same]?.text === '…' || b[same]?.text === '…') return undefined;
  const size = (units: readonly Unit[]): number => units.reduce((sum, { bytes }) => sum + bytes, 0);
  const rest = (units: readonly Unit[]): Difference['got'] => {
    const [first, ...others] = units.slice(same).map(({ text }) => text);
    return first === undefined ? undefined : { first, rest: others.join('') };
  };
  return {
    same: a
      .slice(0, same)
      .map(({ text }) => text)
      .join(''),
    sameBytes: size(a.slice(0, same)),
    expected: rest(a),
    got: rest(b),
    expectedBytes: size(a),
    gotBytes: size(b),
  };
}

function quotedIn(text: string): string | undefined {
  const found = [...text.matchAll(QUOTED)];
  return found.length === 1 ? found[0]![1] : undefined;
}

function unitsOf(text: string): Unit[] {
  return [...text.matchAll(UNIT)].map(([unit]) => ({ text: unit, bytes: sizeOf(unit) }));
}

/** Bytes of a unit; what is written as a character may be more than one byte in UTF-8. */
function sizeOf(unit: string): number {
  if (!unit.startsWith('\\')) return unit === '…' ? 0 : new TextEncoder().encode(unit).length;
  if (!unit.startsWith('\\u')) return 1;
  const code = Number.parseInt(unit.replaceAll(/[^0-9a-f]/g, ''), 16);
  return new TextEncoder().encode(String.fromCodePoint(Math.min(code, 0x10ffff))).length;
}
