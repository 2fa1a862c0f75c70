/** Ethernet II and IEEE 802.3 (IEEE Std 802.3, clause 3). */
import type { Dissection } from '../core/dissection.ts';
import { field } from '../core/field.ts';
import type { Item } from '../core/field.ts';
import { macText } from './text.ts';
import { ETHERTYPES } from './ethertypes.ts';
import type { Protocol } from '../core/protocol.ts';
import { VLAN_TRAILER } from './vlan.ts';

const F = {
  destination: field('eth.dst', 'mac', 'Destination'),
  source: field('eth.src', 'mac', 'Source'),
  address: field('eth.addr', 'mac', 'Address'),
  isLocal: field('eth.lg', 'bool', 'LG bit'),
  isGroup: field('eth.ig', 'bool', 'IG bit'),
  type: field('eth.type', 'u16', 'Type', { base: 'hex', names: ETHERTYPES }),
  length: field('eth.len', 'u16', 'Length'),
  padding: field('eth.padding', 'bytes', 'Padding'),
  trailer: field('eth.trailer', 'bytes', 'Trailer'),
  fcs: field('eth.fcs', 'u32', 'Frame check sequence', { base: 'hex' }),
};

/** From this value on the type field is an EtherType; up to 1500 it is a length. */
const FIRST_TYPE = 0x600;

/** Ethernet. */
export const ethernet: Protocol = {
  name: 'eth',
  label: 'Ethernet',
  title: 'Ethernet II',
  fields: Object.values(F),
  claims: { link: [1] },

  columns(pass, at, length) {
    if (at + 14 > pass.end) return pass.damaged();
    const b = pass.bytes;
    const type = (b[at + 12]! << 8) | b[at + 13]!;
    if (type >= FIRST_TYPE) pass.next('ethertype', type, at + 14, length - 14);
    else if (type <= 1500) pass.next('llc', 0, at + 14, Math.min(type, length - 14));
    if (!pass.hasAddresses()) pass.hardware(at + 6, at);
  },

  dissect(d, at, length) {
    const type = d.u16(at + 12);
    const [to, from] = [d.slice(at, 6), d.slice(at + 6, 6)];
    const isType = type >= FIRST_TYPE;
    const name = isType ? 'Ethernet II' : 'IEEE 802.3 Ethernet';
    const eth = d.layer(this, at, 14, `${name}, Src: ${macText(from)}, Dst: ${macText(to)}`);
    d.summary(
      'Ethernet',
      () =>
        `${macText(from)} → ${macText(to)}, ${isType ? `type 0x${type.toString(16).padStart(4, '0')}` : `length ${type}`}`,
    );
    for (const [own, offset, value] of [
      [F.destination, at, to],
      [F.source, at + 6, from],
    ] as const) {
      const item = d.add(eth, own, offset, 6, value);
      d.hidden(item, F.address, offset, 6, value);
      // Wireshark shows both bits on the three bytes of the vendor's number.
      d.add(item, F.isLocal, offset, 3, (value[0]! & 2) !== 0);
      d.add(item, F.isGroup, offset, 3, (value[0]! & 1) !== 0);
    }
    d.add(eth, isType ? F.type : F.length, at + 12, 2, type);
    if (isType) {
      if (!d.next('ethertype', type, at + 14, length - 14)) d.rest(at + 14);
    } else if (type <= 1500) {
      d.packetEnd = at + 14 + Math.min(type, length - 14);
      if (!d.next('llc', 0, at + 14, Math.min(type, length - 14))) d.rest(at + 14);
    }
    if (d.isTree && d.source === 0 && d.packetEnd !== undefined) trailerTree(d, eth, at, length);
  },
};

/**
 * Frames are at least this long, without their check sequence (IEEE Std 802.3, clause 3.2.8); shorter ones are padded.
 */
const SHORTEST = 60;
const CHECK = 4;

/**
 * What follows the packet: padding, if it consists of zeros; a check sequence, if the frame is longer than it has to be
 * without one; and the rest.
 */
function trailerTree(d: Dissection, eth: Item, start: number, length: number): void {
  let at = Math.max(d.packetEnd!, start + 14);
  let end = start + length;
  if (at >= end || !d.has(at, end - at)) return;
  const filled = Math.min(end, start + SHORTEST);
  if (at < filled && d.slice(at, filled - at).every((byte) => byte === 0)) {
    d.add(eth, F.padding, at, filled - at, d.slice(at, filled - at));
    at = filled;
  }
  // For a tagged packet, Wireshark distinguishes nothing more.
  const tag = d.layers.find(({ field: own, source }) => own.name === 'vlan' && source === 0);
  if (tag) {
    if (end > at) d.add(tag, VLAN_TRAILER, at, end - at, d.slice(at, end - at));
    return;
  }
  const { fcsLength } = d.capture.interfaces[d.capture.table.interface[d.row]!]!;
  const hasCheck = (fcsLength > 0 || length >= SHORTEST + CHECK) && end - at >= CHECK;
  if (hasCheck) end -= CHECK;
  if (end > at) d.add(eth, F.trailer, at, end - at, d.slice(at, end - at));
  if (hasCheck) d.add(eth, F.fcs, end, CHECK, d.u32(end));
}
