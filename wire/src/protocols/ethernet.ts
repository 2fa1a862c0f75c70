/** Ethernet II and IEEE 802.3 (IEEE Std 802.3, clause 3). */
import { field } from './field.ts';
import { macText } from './text.ts';
import { ETHERTYPES } from './ethertypes.ts';
import type { Protocol } from './protocol.ts';

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
      d.add(item, F.isLocal, offset, 1, (value[0]! & 2) !== 0);
      d.add(item, F.isGroup, offset, 1, (value[0]! & 1) !== 0);
    }
    d.add(eth, isType ? F.type : F.length, at + 12, 2, type);
    if (isType) {
      if (!d.next('ethertype', type, at + 14, length - 14)) d.rest(at + 14);
    } else if (type <= 1500) {
      if (!d.next('llc', 0, at + 14, Math.min(type, length - 14))) d.rest(at + 14);
    }
  },
};
