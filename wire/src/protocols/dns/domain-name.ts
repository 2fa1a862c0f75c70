/** Domain names on the wire: labels, and pointers to names further up (RFC 1035 sections 3.1 and 4.1.4). */
import { CutShort } from '../../core/dissection.ts';
import type { Dissection } from '../../core/dissection.ts';

/** A name, and how many bytes of the message it takes at this place. */
export interface DomainName {
  readonly text: string;
  readonly length: number;
  /** At least 1: the root counts as one, as in Wireshark. */
  readonly labels: number;
}

/** A name has at most 255 bytes on the wire (RFC 1035 section 2.3.4), so at most 127 labels. */
const MAX_NAME = 255;
/** Pointers in one name; each must lead to at least one label. */
const MAX_POINTERS = 127;
/**
 * All names of a packet together are at most this many times as long as its bytes, so that pointers cannot multiply
 * them.
 */
const MAX_RATIO = 16;
const SPENT = 'dns.names';

/** Reads the name at `at` of a message that begins at `base`. Pointers out of bounds or in a loop end it. */
export function domainName(d: Dissection, at: number, base: number): DomainName {
  const labels: string[] = [];
  let length: number | undefined;
  let pointers = 0;
  let place = at;
  let written = 0;
  for (;;) {
    const size = d.u8(place);
    if (size === 0) {
      length ??= place + 1 - at;
      break;
    }
    if ((size & 0xc0) === 0xc0) {
      length ??= place + 2 - at;
      place = base + (d.u16(place) & 0x3fff);
      if (++pointers <= MAX_POINTERS && place < d.bytes.length) continue;
      labels.push('<pointer out of bounds or in a loop>');
      break;
    }
    written += 1 + size;
    if ((size & 0xc0) !== 0 || written > MAX_NAME) {
      labels.push(size & 0xc0 ? '<unknown label>' : '<name too long>');
      length ??= place + 1 - at;
      break;
    }
    labels.push(labelText(d.slice(place + 1, size)));
    place += 1 + size;
  }
  const spent = ((d.shared.get(SPENT) as number | undefined) ?? 0) + written + pointers;
  if (spent > MAX_RATIO * d.bytes.length) throw new CutShort();
  d.shared.set(SPENT, spent);
  return {
    text: labels.length === 0 ? '<Root>' : labels.join('.'),
    length,
    labels: Math.max(1, labels.length),
  };
}

/** A label as text; what is neither printable ASCII nor UTF-8 as a backslash and three digits (RFC 4343 section 2.1). */
function labelText(bytes: Uint8Array): string {
  let label = '';
  for (const byte of bytes) label += SHOWN[byte]!;
  return label;
}

const SHOWN = Array.from({ length: 256 }, (_, byte) =>
  byte > 32 && byte < 127 ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`,
);
