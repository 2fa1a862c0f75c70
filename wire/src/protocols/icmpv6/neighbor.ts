/** Neighbor discovery: solicitations, advertisements and redirects (RFC 4861 section 4). */
import { ip6TextAt } from '../../table/addresses.ts';
import type { Dissection } from '../../core/dissection.ts';
import { field } from '../../core/field.ts';
import type { Item } from '../../core/field.ts';
import { TYPE } from './names.ts';
import { OPTION_FIELDS, optionsTree } from './options.ts';

const F = {
  reserved: field('icmpv6.reserved', 'bytes', 'Reserved'),
  hopLimit: field('icmpv6.nd.ra.cur_hop_limit', 'u8', 'Cur hop limit'),
  routerFlags: field('icmpv6.nd.ra.flag', 'u8', 'Flags', { base: 'hex' }),
  isManaged: field('icmpv6.nd.ra.flag.m', 'bool', 'Managed address configuration'),
  hasOther: field('icmpv6.nd.ra.flag.o', 'bool', 'Other configuration'),
  isHomeAgent: field('icmpv6.nd.ra.flag.h', 'bool', 'Home Agent'),
  preference: field('icmpv6.nd.ra.flag.prf', 'u8', 'Prf (Default Router Preference)', {
    names: { 0: 'Medium', 1: 'High', 2: 'Reserved', 3: 'Low' },
  }),
  isProxy: field('icmpv6.nd.ra.flag.p', 'bool', 'Proxy'),
  routerReserved: field('icmpv6.nd.ra.flag.rsv', 'u8', 'Reserved'),
  routerLifetime: field('icmpv6.nd.ra.router_lifetime', 'u16', 'Router lifetime (s)'),
  reachable: field('icmpv6.nd.ra.reachable_time', 'u32', 'Reachable time (ms)'),
  retransmission: field('icmpv6.nd.ra.retrans_timer', 'u32', 'Retrans timer (ms)'),
  solicited: field('icmpv6.nd.ns.target_address', 'ip6', 'Target Address'),
  flags: field('icmpv6.nd.na.flag', 'u32', 'Flags', { base: 'hex' }),
  isRouter: field('icmpv6.nd.na.flag.r', 'bool', 'Router'),
  isSolicited: field('icmpv6.nd.na.flag.s', 'bool', 'Solicited'),
  overrides: field('icmpv6.nd.na.flag.o', 'bool', 'Override'),
  flagsReserved: field('icmpv6.nd.na.flag.rsv', 'u32', 'Reserved'),
  advertised: field('icmpv6.nd.na.target_address', 'ip6', 'Target Address'),
  redirectTarget: field('icmpv6.nd.rd.target_address', 'ip6', 'Target Address'),
  redirectDestination: field('icmpv6.rd.na.destination_address', 'ip6', 'Destination Address'),
};

/** Fields of neighbor discovery. */
export const NEIGHBOR_FIELDS = [...Object.values(F), ...OPTION_FIELDS];

/** Adds a message of neighbor discovery whose first byte is at `at`; returns whether it is one. */
export function neighborTree(d: Dissection, layer: Item, type: number, at: number, length: number): boolean {
  const end = at + length;
  const address = (place: number): string => ip6TextAt(d.slice(place, 16), 0);
  switch (type) {
    case TYPE.routerSolicitation: {
      d.add(layer, F.reserved, at + 4, 4, d.slice(at + 4, 4));
      const { source } = optionsTree(d, layer, at + 8, end);
      if (source !== undefined) d.suffix(` from ${source}`);
      return true;
    }
    case TYPE.routerAdvertisement: {
      routerTree(d, layer, at);
      const { source } = optionsTree(d, layer, at + 16, end);
      if (source !== undefined) d.suffix(` from ${source}`);
      return true;
    }
    case TYPE.neighborSolicitation: {
      d.add(layer, F.reserved, at + 4, 4, d.slice(at + 4, 4));
      d.add(layer, F.solicited, at + 8, 16, d.slice(at + 8, 16));
      const { source } = optionsTree(d, layer, at + 24, end);
      d.suffix(` for ${address(at + 8)}${source === undefined ? '' : ` from ${source}`}`);
      return true;
    }
    case TYPE.neighborAdvertisement: {
      const said = advertisementFlags(d, layer, at + 4);
      d.add(layer, F.advertised, at + 8, 16, d.slice(at + 8, 16));
      const { target } = optionsTree(d, layer, at + 24, end);
      const flags = said.length > 0 ? ` (${said.join(', ')})` : '';
      d.suffix(` ${address(at + 8)}${flags}${target === undefined ? '' : ` is at ${target}`}`);
      return true;
    }
    case TYPE.redirect: {
      d.add(layer, F.reserved, at + 4, 4, d.slice(at + 4, 4));
      d.add(layer, F.redirectTarget, at + 8, 16, d.slice(at + 8, 16));
      d.add(layer, F.redirectDestination, at + 24, 16, d.slice(at + 24, 16));
      const { target } = optionsTree(d, layer, at + 40, end);
      if (target !== undefined) d.suffix(` is at ${target}`);
      return true;
    }
    default:
      return false;
  }
}

function routerTree(d: Dissection, layer: Item, at: number): void {
  const bits = d.u8(at + 5);
  d.add(layer, F.hopLimit, at + 4, 1, d.u8(at + 4));
  const flags = d.add(layer, F.routerFlags, at + 5, 1, bits);
  d.add(flags, F.isManaged, at + 5, 1, (bits & 0x80) !== 0);
  d.add(flags, F.hasOther, at + 5, 1, (bits & 0x40) !== 0);
  d.add(flags, F.isHomeAgent, at + 5, 1, (bits & 0x20) !== 0);
  d.add(flags, F.preference, at + 5, 1, (bits >>> 3) & 3);
  d.add(flags, F.isProxy, at + 5, 1, (bits & 4) !== 0);
  d.add(flags, F.routerReserved, at + 5, 1, bits & 3);
  d.add(layer, F.routerLifetime, at + 6, 2, d.u16(at + 6));
  d.add(layer, F.reachable, at + 8, 4, d.u32(at + 8));
  d.add(layer, F.retransmission, at + 12, 4, d.u32(at + 12));
}

/** Adds the flags of an advertisement; returns the names of those set. */
function advertisementFlags(d: Dissection, layer: Item, at: number): string[] {
  const bits = d.u32(at);
  const flags = d.add(layer, F.flags, at, 4, bits);
  const said: string[] = [];
  for (const [own, bit, name] of [
    [F.isRouter, 31, 'rtr'],
    [F.isSolicited, 30, 'sol'],
    [F.overrides, 29, 'ovr'],
  ] as const) {
    const isSet = ((bits >>> bit) & 1) === 1;
    d.add(flags, own, at, 4, isSet);
    if (isSet) said.push(name);
  }
  d.add(flags, F.flagsReserved, at, 4, bits & 0x1fff_ffff);
  return said;
}
