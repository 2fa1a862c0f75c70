/** What DNS records hold, by type (RFC 1035 section 3.3, RFC 2782, RFC 3596, RFC 6891). */
import { ip4Text, ip6TextAt } from '../../table/addresses.ts';
import type { Dissection } from '../../core/dissection.ts';
import { text } from '../../basics/bytes.ts';
import type { Field, Item } from '../../core/field.ts';
import { domainName } from './domain-name.ts';
import { F, R } from './fields.ts';

/** Types that this library reads. */
export const TYPE = { srv: 33, opt: 41 } as const;

const NAME_TYPES = new Map<number, Field>([
  [2, R.ns],
  [5, R.cname],
  [12, R.ptr],
  [39, R.dname],
]);

/** Adds the data of a record to its item; returns a short text of it for the summary. */
export function recordData(
  d: Dissection,
  parent: Item,
  type: number,
  at: number,
  length: number,
  base: number,
): string {
  const own = NAME_TYPES.get(type);
  if (own) {
    const name = domainName(d, at, base);
    d.add(parent, own, at, name.length, name.text);
    return name.text;
  }
  switch (type) {
    case 1:
      if (length !== 4) break;
      d.add(parent, R.a, at, 4, d.u32(at));
      return ip4Text(d.u32(at));
    case 28:
      if (length !== 16) break;
      d.add(parent, R.aaaa, at, 16, d.slice(at, 16));
      return ip6TextAt(d.slice(at, 16), 0);
    case 6:
      return startOfAuthority(d, parent, at, base);
    case 13:
      strings(d, parent, at, length, [R.hinfoCpuLength, R.hinfoSystemLength], [R.hinfoCpu, R.hinfoSystem]);
      return '';
    case 15: {
      const name = domainName(d, at + 2, base);
      d.add(parent, R.mxPreference, at, 2, d.u16(at));
      d.add(parent, R.mx, at + 2, name.length, name.text);
      return `${d.u16(at)} ${name.text}`;
    }
    case 16:
      strings(d, parent, at, length, [R.txtLength], [R.txt]);
      return '';
    case 99:
      strings(d, parent, at, length, [R.spfLength], [R.spf]);
      return '';
    case TYPE.srv: {
      const [priority, weight, port] = [d.u16(at), d.u16(at + 2), d.u16(at + 4)];
      const name = domainName(d, at + 6, base);
      d.add(parent, R.srvPriority, at, 2, priority);
      d.add(parent, R.srvWeight, at + 2, 2, weight);
      d.add(parent, R.srvPort, at + 4, 2, port);
      d.add(parent, R.srvTarget, at + 6, name.length, name.text);
      return `${priority} ${weight} ${port} ${name.text}`;
    }
    default:
  }
  if (length > 0) d.add(parent, R.data, at, length, d.slice(at, length));
  return '';
}

function startOfAuthority(d: Dissection, parent: Item, start: number, base: number): string {
  const server = domainName(d, start, base);
  d.add(parent, R.soaServer, start, server.length, server.text);
  let at = start + server.length;
  const mailbox = domainName(d, at, base);
  d.add(parent, R.soaMailbox, at, mailbox.length, mailbox.text);
  at += mailbox.length;
  for (const own of [R.soaSerial, R.soaRefresh, R.soaRetry, R.soaExpire, R.soaMinimum]) {
    d.add(parent, own, at, 4, d.u32(at));
    at += 4;
  }
  return server.text;
}

/** Strings, each with its length in one byte (RFC 1035 section 3.3); the last field is used for all that follow. */
function strings(
  d: Dissection,
  parent: Item,
  from: number,
  length: number,
  lengths: readonly Field[],
  values: readonly Field[],
): void {
  let at = from;
  for (let i = 0; at < from + length; i++) {
    const size = Math.min(d.u8(at), from + length - at - 1);
    d.add(parent, lengths[Math.min(i, lengths.length - 1)]!, at, 1, d.u8(at));
    const value = text(d.slice(at + 1, size));
    d.add(parent, values[Math.min(i, values.length - 1)]!, at + 1, size, value);
    at += 1 + size;
  }
}

/** Adds the fields of an OPT pseudo-record, from its class on (RFC 6891 section 6.1). */
export function extension(d: Dissection, parent: Item, at: number, length: number): void {
  d.add(parent, R.payloadSize, at, 2, d.u16(at));
  d.add(parent, R.extendedResult, at + 2, 1, d.u8(at + 2));
  d.add(parent, R.extensionVersion, at + 3, 1, d.u8(at + 3));
  const bits = d.u16(at + 4);
  const flags = d.add(parent, R.extensionFlags, at + 4, 2, bits);
  d.add(flags, R.wantsSecurity, at + 4, 2, (bits & 0x8000) !== 0);
  d.add(flags, R.extensionReserved, at + 4, 2, bits & 0x7fff);
  d.add(parent, F.dataLength, at + 6, 2, length);
  const end = at + 8 + length;
  for (let place = at + 8; place + 4 <= end;) {
    const size = Math.min(d.u16(place + 2), end - place - 4);
    const item = d.add(parent, R.option, place, 4 + size, undefined, `Option: ${d.u16(place)}`);
    d.add(item, R.optionCode, place, 2, d.u16(place));
    d.add(item, R.optionLength, place + 2, 2, d.u16(place + 2));
    d.add(item, R.optionData, place + 4, size, d.slice(place + 4, size));
    place += 4 + size;
  }
}
