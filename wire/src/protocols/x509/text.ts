/** Texts and times inside certificates (RFC 5280 sections 4.1.2.4 and 4.1.2.5). */
import { text } from '../../basics/bytes.ts';
import type { Time } from '../../core/field.ts';
import { TAG, content } from './der.ts';
import type { Der } from './der.ts';

/** A string of any of ASN.1's kinds. */
export function stringText(der: Der): string {
  const bytes = content(der);
  if (der.tag === TAG.utf8String) return text(bytes);
  const width = der.tag === TAG.bmpString ? 2 : der.tag === TAG.universalString ? 4 : 1;
  let result = '';
  for (let at = 0; at + width <= bytes.length; at += width) {
    let code = 0;
    for (let i = 0; i < width; i++) code = code * 256 + bytes[at + i]!;
    result += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  }
  return result;
}

/** A UTCTime or GeneralizedTime as seconds since the epoch; undefined if it is not valid. */
export function timeOf(der: Der): Time | undefined {
  const parts = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:\.\d+)?(Z|[+-]\d{4})?$/.exec(
    stringText(der).slice(0, 40),
  );
  if (!parts || (parts[1]!.length === 2) !== (der.tag === TAG.utcTime)) return undefined;
  let year = Number(parts[1]);
  if (der.tag === TAG.utcTime) year += year >= 50 ? 1900 : 2000;
  const [month, day, hour, minute, second] = parts.slice(2, 7).map((part) => Number(part ?? 0));
  const zone = /^([+-])(\d\d)(\d\d)$/.exec(parts[7] ?? '');
  const offset = zone ? (Number(zone[2]) * 60 + Number(zone[3])) * (zone[1] === '-' ? -1 : 1) : 0;
  const time = Date.UTC(year, month! - 1, day, hour, minute! - offset, second);
  return Number.isFinite(time) ? { seconds: Math.floor(time / 1000), nanos: 0 } : undefined;
}

/** A time as Wireshark writes UTCTime: `2011-05-04 00:00:00 (UTC)`. */
export function utcText(der: Der): string {
  const time = timeOf(der);
  if (!time) return stringText(der);
  return `${new Date(time.seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} (UTC)`;
}
