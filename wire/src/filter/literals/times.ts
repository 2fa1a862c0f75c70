/** Points in time as written in a filter: ISO 8601, or as Wireshark shows them. */
import { durationOf } from './numbers.ts';

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const CLOCK = String.raw`(?:(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)`;
const ZONE = String.raw`\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?`;
const ISO = new RegExp(String.raw`^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:T|\s+)${CLOCK}${ZONE})?$`, 'i');
const SHOWN = new RegExp(String.raw`^([A-Z][a-z]{2})\s+(\d{1,2}),?\s+(\d{4})(?:\s+${CLOCK}${ZONE})?$`);

/** Nanoseconds since the epoch; local time if there is no zone. Undefined if it is not valid. */
export function timeOf(text: string): bigint | undefined {
  const iso = ISO.exec(text.trim());
  if (iso) return assemble(Number(iso[1]), Number(iso[2]), Number(iso[3]), iso.slice(4));
  const shown = SHOWN.exec(text.trim());
  if (!shown) return undefined;
  return assemble(Number(shown[3]), MONTHS.indexOf(shown[1]!) + 1, Number(shown[2]), shown.slice(4));
}

/** Also seconds since the epoch, which 4.4 accepts. */
export function timeOrEpochOf(text: string): bigint | undefined {
  return timeOf(text) ?? durationOf(text);
}

function assemble(
  year: number,
  month: number,
  day: number,
  rest: readonly (string | undefined)[],
): bigint | undefined {
  const [hour, minute, second] = [Number(rest[0] ?? 0), Number(rest[1] ?? 0), Number(rest[2] ?? 0)];
  const isSound =
    month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second <= 60;
  if (!isSound) return undefined;
  const zone = rest[4];
  let milliseconds: number;
  if (zone === undefined) milliseconds = new Date(year, month - 1, day, hour, minute, second).getTime();
  else {
    const utc = new Date(Date.UTC(2000, month - 1, day, hour, minute, second));
    utc.setUTCFullYear(year, month - 1, day);
    milliseconds = utc.getTime() - offsetOf(zone);
  }
  if (Number.isNaN(milliseconds)) return undefined;
  return BigInt(milliseconds) * 1_000_000n + BigInt((rest[3] ?? '').padEnd(9, '0'));
}

/** Milliseconds that a zone is ahead of UTC. */
function offsetOf(zone: string): number {
  const found = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (!found) return 0;
  return (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) * 60_000;
}
