/** The special-purpose IP addresses of RFC 6890, as IANA registers them. */
import { ip4Of, ip6Of } from './bytes.ts';

const V4 = `0.0.0.0/32 This host on this network|0.0.0.0/8 This network|10.0.0.0/8 Private-Use|
100.64.0.0/10 Shared Address Space|127.0.0.0/8 Loopback|169.254.0.0/16 Link Local|172.16.0.0/12 Private-Use|
192.0.0.0/29 IPv4 Service Continuity Prefix|192.0.0.0/24 IETF Protocol Assignments|192.0.2.0/24 Documentation (TEST-NET-1)|
192.31.196.0/24 AS112-v4|192.52.193.0/24 AMT|192.88.99.0/24 Deprecated (6to4 Relay Anycast)|192.168.0.0/16 Private-Use|
192.175.48.0/24 Direct Delegation AS112 Service|198.18.0.0/15 Benchmarking|198.51.100.0/24 Documentation (TEST-NET-2)|
203.0.113.0/24 Documentation (TEST-NET-3)|240.0.0.0/4 Reserved|255.255.255.255/32 Limited Broadcast`;
const V6 = `::1/128 Loopback Address|::/128 Unspecified Address|::ffff:0:0/96 IPv4-mapped Address|
64:ff9b::/96 IPv4-IPv6 Translat.|64:ff9b:1::/48 IPv4-IPv6 Translat.|100::/64 Discard-Only Address Block|
2001::/23 IETF Protocol Assignments|2001::/32 TEREDO|2001:2::/48 Benchmarking|2001:3::/32 AMT|2001:4:112::/48 AS112-v6|
2001:20::/28 ORCHIDv2|2001:db8::/32 Documentation|2002::/16 6to4|2620:4f:8000::/48 Direct Delegation AS112 Service|
fc00::/7 Unique-Local|fe80::/10 Link-Local Unicast`;

interface Block {
  bytes: Uint8Array;
  bits: number;
  name: string;
}

/** The most specific block that contains an address of 4 or 16 bytes; undefined if none does. */
export function specialBlock(address: Uint8Array): { bits: number; name: string } | undefined {
  let best: Block | undefined;
  for (const block of BLOCKS) {
    if (block.bytes.length !== address.length || !isWithin(address, block.bytes, block.bits)) continue;
    if (!best || block.bits > best.bits) best = block;
  }
  return best;
}

/** Whether the first `bits` of two addresses of the same length are the same. */
export function isWithin(address: Uint8Array, network: Uint8Array, bits: number): boolean {
  const whole = bits >>> 3;
  for (let i = 0; i < whole; i++) if (address[i] !== network[i]) return false;
  const rest = bits & 7;
  return rest === 0 || (address[whole]! ^ network[whole]!) >>> (8 - rest) === 0;
}

/** The four bytes of an IPv4 address given as a number. */
export function ip4Bytes(address: number): Uint8Array {
  return Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address);
}

function blocks(list: string): Block[] {
  return list.split(/\|\s*/).map((line) => {
    const [, address, bits, name] = /^(\S+)\/(\d+) (.*)$/.exec(line)!;
    const number = ip4Of(address!);
    return {
      bytes: number === undefined ? ip6Of(address!)! : ip4Bytes(number),
      bits: Number(bits),
      name: name!,
    };
  });
}

const BLOCKS: readonly Block[] = [...blocks(V4), ...blocks(V6)];
