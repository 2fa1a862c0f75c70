/** pcapng time stamps: 64 bits of an interface's own unit, turned into seconds and nanoseconds without BigInt. */

/** How an interface counts time (options if_tsresol and if_tsoffset). */
export interface TimeUnit {
  /** Units in a second. */
  perSecond: number;
  /** Whole seconds to add. */
  offset: number;
}

/** Units in a second of an if_tsresol byte: a power of ten, or of two where the top bit is set. */
export function unitsPerSecond(resolution: number): number {
  const power = resolution & 0x7f;
  return resolution & 0x80 ? 2 ** power : 10 ** power;
}

/** Digits that show such a resolution exactly, at most 9. */
export function digitsOf(perSecond: number): number {
  return Math.max(0, Math.min(9, Math.ceil(Math.log10(perSecond) - 1e-9)));
}

/** The result of the last `splitTime`, reused so that no object is made per packet. */
export const split = { seconds: 0, nanos: 0 };

/** Writes high·2³² + low units into `split`; exact for every resolution that divides 10⁹, rounded down otherwise. */
export function splitTime(high: number, low: number, unit: TimeUnit): void {
  const per = unit.perSecond;
  let seconds: number;
  let rest: number;
  const units = high * 4294967296 + low;
  if (units <= Number.MAX_SAFE_INTEGER) {
    seconds = Math.floor(units / per);
    rest = units - seconds * per;
    // The quotient was rounded: it may be one too large.
    if (rest < 0) {
      seconds--;
      rest += per;
    }
  } else if (per <= 0xffffffff) {
    // Long division by 16-bit digits keeps every intermediate below 2⁵³.
    let part = high >>> 16;
    seconds = Math.floor(part / per);
    rest = part - seconds * per;
    part = rest * 65536 + (high & 0xffff);
    let q = Math.floor(part / per);
    seconds = seconds * 65536 + q;
    part = (part - q * per) * 65536 + (low >>> 16);
    q = Math.floor(part / per);
    seconds = seconds * 65536 + q;
    part = (part - q * per) * 65536 + (low & 0xffff);
    q = Math.floor(part / per);
    seconds = seconds * 65536 + q;
    rest = part - q * per;
  } else {
    seconds = Math.floor(units / per);
    rest = Math.max(0, units - seconds * per);
  }
  let nanos = 1e9 % per === 0 ? rest * (1e9 / per) : Math.floor((rest / per) * 1e9);
  if (nanos > 999_999_999) nanos = 999_999_999;
  split.seconds = seconds + unit.offset;
  split.nanos = nanos;
}
