/** Every protocol of the library; a new one is one more line here. */
import { arp } from './arp.ts';
import { data } from './data.ts';
import { dns, dnsStream, llmnr, mdns } from './dns/dns.ts';
import { ethernet } from './ethernet.ts';
import { frame, frameItem } from './frame.ts';
import { http } from './http/http.ts';
import { ssdp } from './http/ssdp.ts';
import { icmp } from './icmp.ts';
import { icmpv6 } from './icmpv6/icmpv6.ts';
import { igmp } from './igmp.ts';
import { ipv4 } from './ipv4.ts';
import { ipv6 } from './ipv6.ts';
import { llc } from './llc.ts';
import { bsdNull } from './null.ts';
import type { Protocol } from '../core/protocol.ts';
import { raw } from './raw.ts';
import { Registry } from '../core/registry.ts';
import type { RegistryParts } from '../core/registry.ts';
import { sll, sll2 } from './sll.ts';
import type { StreamProtocol } from '../core/stream-protocol.ts';
import { tcp } from './tcp/tcp.ts';
import { tls } from './tls/tls.ts';
import { udp } from './udp.ts';
import { vlan } from './vlan.ts';
import { websocket } from './websocket/websocket.ts';

/** Protocols carried in packets; those that recognize themselves are asked in this order. */
export const PROTOCOLS: readonly Protocol[] = [
  ethernet,
  vlan,
  llc,
  sll,
  sll2,
  bsdNull,
  raw,
  arp,
  ipv4,
  ipv6,
  icmp,
  icmpv6,
  igmp,
  tcp,
  udp,
  dns,
  mdns,
  llmnr,
  ssdp,
  data,
  frame,
];

/** Protocols carried in TCP streams, in the order in which they are asked whether bytes look like theirs. */
export const STREAM_PROTOCOLS: readonly StreamProtocol[] = [tls, http, websocket, dnsStream];

/** What the library's own registry is made of. */
export const REGISTRY_PARTS: RegistryParts = {
  protocols: PROTOCOLS,
  streamProtocols: STREAM_PROTOCOLS,
  rest: data,
  frame: frameItem,
};

/** The registry that captures use by default. */
export const registry = new Registry(REGISTRY_PARTS);
