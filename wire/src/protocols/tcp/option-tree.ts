/** TCP options (https://www.iana.org/assignments/tcp-parameters). */
import type { Dissection } from '../../core/dissection.ts';
import { u16, u32 } from '../../basics/bytes.ts';
import { field } from '../../core/field.ts';
import type { Item } from '../../core/field.ts';

const NAMES: Record<number, string> = {
  0: 'End of Option List (EOL)',
  1: 'No-Operation (NOP)',
  2: 'Maximum segment size',
  3: 'Window scale',
  4: 'SACK permitted',
  5: 'SACK',
  8: 'Timestamps',
  14: 'TCP Alternate Checksum Request',
  19: 'MD5 signature',
  27: 'Quick-Start Response',
  28: 'User Timeout',
  29: 'TCP Authentication Option',
  30: 'Multipath TCP',
  34: 'TCP Fast Open',
  253: 'Experimental',
  254: 'Experimental',
};

const F = {
  options: field('tcp.options', 'bytes', 'Options'),
  kind: field('tcp.option_kind', 'u8', 'Kind', { names: NAMES }),
  length: field('tcp.option_len', 'u8', 'Length'),
  maximumSegment: field('tcp.options.mss_val', 'u16', 'MSS Value'),
  shift: field('tcp.options.wscale.shift', 'u8', 'Shift count'),
  multiplier: field('tcp.options.wscale.multiplier', 'u16', 'Multiplier'),
  sackPermitted: field('tcp.options.sack_perm', 'proto', 'TCP Option - SACK permitted'),
  left: field('tcp.options.sack_le', 'u32', 'TCP SACK Left Edge'),
  right: field('tcp.options.sack_re', 'u32', 'TCP SACK Right Edge'),
  blocks: field('tcp.options.sack.count', 'u8', 'TCP SACK Count'),
  timestamp: field('tcp.options.timestamp.tsval', 'u32', 'Timestamp value'),
  timestampEcho: field('tcp.options.timestamp.tsecr', 'u32', 'Timestamp echo reply'),
  userTimeoutUnit: field('tcp.options.user_to_granularity', 'bool', 'Granularity'),
  userTimeout: field('tcp.options.user_to_val', 'u16', 'User Timeout'),
  cookie: field('tcp.options.tfo.cookie', 'bytes', 'Fast Open Cookie'),
  digest: field('tcp.options.md5.digest', 'bytes', 'MD5 digest'),
  subtype: field('tcp.options.mptcp.subtype', 'u8', 'Multipath TCP subtype'),
  identifier: field('tcp.options.experimental.exid', 'u16', 'Experiment Identifier', { base: 'hex' }),
  data: field('tcp.options.unknown.payload', 'bytes', 'Payload'),
};

/** Fields of the options. */
export const TCP_OPTION_FIELDS = Object.values(F);

/** The options as the Info column shows them, each after a space; SACK edges relative to `base`. */
export function optionsSummary(b: Uint8Array, from: number, to: number, base: number): string {
  let line = '';
  const end = Math.min(to, b.length);
  for (let at = from; at < end;) {
    const kind = b[at]!;
    if (kind === 0) break;
    if (kind === 1) {
      at++;
      continue;
    }
    const length = b[at + 1] ?? 0;
    if (length < 2 || at + length > end) break;
    if (kind === 2 && length === 4) line += ` MSS=${u16(b, at + 2)}`;
    else if (kind === 3 && length === 3) line += ` WS=${2 ** Math.min(14, b[at + 2]!)}`;
    else if (kind === 4) line += ' SACK_PERM';
    else if (kind === 8 && length === 10) line += ` TSval=${u32(b, at + 2)} TSecr=${u32(b, at + 6)}`;
    else if (kind === 5) {
      for (let i = at + 2; i + 8 <= at + length; i += 8) {
        line += ` SLE=${(u32(b, i) - base) >>> 0} SRE=${(u32(b, i + 4) - base) >>> 0}`;
      }
    }
    at += length;
  }
  return line;
}

/** Adds the options between two offsets to the tree. */
export function optionsTree(d: Dissection, layer: Item, from: number, to: number): void {
  const options = d.add(
    layer,
    F.options,
    from,
    to - from,
    d.slice(from, to - from),
    `Options: (${to - from} bytes)`,
  );
  let at = from;
  while (at < to) {
    const kind = d.u8(at);
    const isSingle = kind <= 1;
    if (!isSingle && at + 1 === to) return d.note(options, `[Option ${kind} ends before its length]`);
    const length = isSingle ? 1 : d.u8(at + 1);
    if ((!isSingle && length < 2) || at + length > to)
      return d.note(options, `[Option ${kind} claims ${length} bytes]`);
    const title = `TCP Option - ${NAMES[kind] ?? `Unknown (${kind})`}`;
    const item = d.add(
      options,
      kind === 4 ? F.sackPermitted : OPTION,
      at,
      length,
      d.slice(at, length),
      title,
    );
    d.add(item, F.kind, at, 1, kind);
    if (!isSingle) {
      d.add(item, F.length, at + 1, 1, length);
      optionFields(d, item, kind, at, length);
    }
    at += length;
  }
}

const OPTION = field('tcp.option', 'bytes', 'TCP Option');

function optionFields(d: Dissection, item: Item, kind: number, at: number, length: number): void {
  if (kind === 2 && length === 4) d.add(item, F.maximumSegment, at + 2, 2, d.u16(at + 2));
  else if (kind === 3 && length === 3) {
    d.add(item, F.shift, at + 2, 1, d.u8(at + 2));
    d.add(item, F.multiplier, at + 2, 1, 2 ** Math.min(14, d.u8(at + 2))).generated = true;
  } else if (kind === 5) {
    let count = 0;
    for (let i = at + 2; i + 8 <= at + length; i += 8) {
      const base = d.capture.sackBase(d.row);
      d.add(item, F.left, i, 4, (d.u32(i) - base) >>> 0);
      d.add(item, F.right, i + 4, 4, (d.u32(i + 4) - base) >>> 0);
      count++;
    }
    d.computed(item, F.blocks, count);
  } else if (kind === 8 && length === 10) {
    d.add(item, F.timestamp, at + 2, 4, d.u32(at + 2));
    d.add(item, F.timestampEcho, at + 6, 4, d.u32(at + 6));
  } else if (kind === 19) d.add(item, F.digest, at + 2, length - 2, d.slice(at + 2, length - 2));
  else if (kind === 28 && length === 4) {
    d.add(item, F.userTimeoutUnit, at + 2, 2, (d.u16(at + 2) & 0x8000) !== 0);
    d.add(item, F.userTimeout, at + 2, 2, d.u16(at + 2) & 0x7fff);
  } else if (kind === 30 && length > 2) d.add(item, F.subtype, at + 2, 1, d.u8(at + 2) >>> 4);
  else if (kind === 34 && length > 2) d.add(item, F.cookie, at + 2, length - 2, d.slice(at + 2, length - 2));
  else if (kind >= 253 && length >= 4) d.add(item, F.identifier, at + 2, 2, d.u16(at + 2));
  else if (length > 2) d.add(item, F.data, at + 2, length - 2, d.slice(at + 2, length - 2));
}
