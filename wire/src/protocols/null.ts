/** BSD loopback: an address family before the packet (LINKTYPE_NULL in host order, LINKTYPE_LOOP in network order). */
import { field } from '../core/field.ts';
import type { Protocol } from '../core/protocol.ts';

const F = {
  family: field('null.family', 'u32', 'Family', {
    names: {
      2: 'IP',
      24: 'IPv6 (NetBSD, OpenBSD)',
      28: 'IPv6 (FreeBSD)',
      30: 'IPv6 (Darwin)',
      10: 'IPv6 (Linux)',
    },
  }),
  type: field('null.type', 'u16', 'Type', { base: 'hex' }),
};

/** The family, in the byte order that makes it small; the file does not say which machine wrote it. */
function familyAt(b: Uint8Array, at: number): number {
  return b[at] === 0 && b[at + 1] === 0 ? (b[at + 2]! << 8) | b[at + 3]! : (b[at + 1]! << 8) | b[at]!;
}

function ethertypeOf(family: number): number {
  if (family === 2) return 0x0800;
  if (family === 10 || family === 24 || family === 28 || family === 30) return 0x86dd;
  // Some writers put the EtherType itself here.
  return family >= 0x600 ? family : 0;
}

/** BSD null and loop. */
export const bsdNull: Protocol = {
  name: 'null',
  label: 'Null',
  title: 'Null/Loopback',
  fields: Object.values(F),
  claims: { link: [0, 108] },

  columns(pass, at, length) {
    if (at + 4 > pass.end) return pass.damaged();
    pass.next('ethertype', ethertypeOf(familyAt(pass.bytes, at)), at + 4, length - 4);
  },

  dissect(d, at, length) {
    const family = familyAt(d.slice(at, 4), 0);
    const layer = d.layer(this, at, 4);
    d.summary('Null', `Family ${family}`);
    if (family >= 0x600) d.add(layer, F.type, at, 4, family);
    else d.add(layer, F.family, at, 4, family);
    if (!d.next('ethertype', ethertypeOf(family), at + 4, length - 4)) d.rest(at + 4);
  },
};
