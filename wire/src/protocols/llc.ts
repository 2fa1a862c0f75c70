/** IEEE 802.2 logical link control, as far as SNAP carries other protocols (RFC 1042). */
import { ETHERTYPES } from './ethertypes.ts';
import { field } from '../core/field.ts';
import type { Protocol } from '../core/protocol.ts';

const F = {
  destination: field('llc.dsap', 'u8', 'DSAP', { base: 'hex' }),
  source: field('llc.ssap', 'u8', 'SSAP', { base: 'hex' }),
  control: field('llc.control', 'u16', 'Control field', { base: 'hex' }),
  organization: field('llc.oui', 'u24', 'Organization Code', { base: 'hex' }),
  cisco: field('llc.cisco_pid', 'u16', 'PID', { base: 'hex' }),
  other: field('llc.pid', 'u16', 'Protocol ID', { base: 'hex' }),
  type: field('llc.type', 'u16', 'Type', { base: 'hex', names: ETHERTYPES }),
};

const SNAP = 0xaa;
const CISCO = 0x0c;
/** DSAP that 802.2 assigns to IP itself. */
const IP = 0x06;

/** Logical link control. */
export const llc: Protocol = {
  name: 'llc',
  label: 'LLC',
  title: 'Logical-Link Control',
  fields: Object.values(F),
  claims: { llc: [0] },

  columns(pass, at, length) {
    const b = pass.bytes;
    if (at + 3 > pass.end || length < 3) return;
    if (b[at] === SNAP && b[at + 1] === SNAP && b[at + 2] === 3 && at + 8 <= pass.end) {
      const organization = (b[at + 3]! << 16) | (b[at + 4]! << 8) | b[at + 5]!;
      if (organization === 0) {
        pass.next('ethertype', (b[at + 6]! << 8) | b[at + 7]!, at + 8, length - 8);
      }
    } else if (b[at] === IP && b[at + 1] === IP && b[at + 2] === 3) {
      pass.next('ethertype', 0x0800, at + 3, length - 3);
    }
  },

  dissect(d, at, length) {
    const [destination, source, control] = [d.u8(at), d.u8(at + 1), d.u8(at + 2)];
    const isSnap = destination === SNAP && source === SNAP && control === 3;
    const layer = d.layer(this, at, isSnap ? 8 : 3);
    d.summary('LLC', `DSAP 0x${destination.toString(16)}, SSAP 0x${source.toString(16)}`);
    d.add(layer, F.destination, at, 1, destination);
    d.add(layer, F.source, at + 1, 1, source);
    d.add(layer, F.control, at + 2, 1, control);
    if (isSnap) {
      const type = d.u16(at + 6);
      d.add(layer, F.organization, at + 3, 3, d.u24(at + 3));
      const organization = d.u24(at + 3);
      d.add(layer, organization === 0 ? F.type : organization === CISCO ? F.cisco : F.other, at + 6, 2, type);
      if (organization !== 0 || !d.next('ethertype', type, at + 8, length - 8)) d.rest(at + 8, length - 8);
    } else if (destination === IP && source === IP && control === 3) {
      d.next('ethertype', 0x0800, at + 3, length - 3);
    } else d.rest(at + 3, length - 3);
  },
};
