/** Raw IP: the frame begins with an IPv4 or IPv6 header. */
import type { Protocol } from '../core/protocol.ts';

/** From this link type on, each is for a single version of IP. */
const VERSIONED = 228;

/** Raw IP. */
export const raw: Protocol = {
  name: 'raw',
  label: 'Raw',
  title: 'Raw packet data',
  fields: [],
  // 101 is LINKTYPE_RAW; several systems wrote 12 and 14 into files instead; 228 and 229 give the version.
  claims: { link: [12, 14, 101, 228, 229] },

  columns(pass, at, length) {
    if (at >= pass.end) return;
    const version = pass.bytes[at]! >>> 4;
    if (version === 4) pass.next('ethertype', 0x0800, at, length);
    else if (version === 6) pass.next('ethertype', 0x86dd, at, length);
  },

  dissect(d, at, length) {
    // If the link type already gives the version, Wireshark shows no layer for it.
    const { linkType } = d.capture.interfaces[d.capture.table.interface[d.row]!]!;
    if (linkType < VERSIONED) d.layer(this, at, 0);
    d.summary('Raw', 'Raw packet data');
    const version = d.u8(at) >>> 4;
    const type = version === 4 ? 0x0800 : version === 6 ? 0x86dd : 0;
    if (!d.next('ethertype', type, at, length)) d.rest(at);
  },
};
