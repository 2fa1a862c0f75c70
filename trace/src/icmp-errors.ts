/** ICMP errors that quote a UDP datagram (RFC 792, RFC 4443). */
import type { Capture } from '@wireside/wire';
import { endpointText, TRAITS } from '@wireside/wire';

/** An ICMP error about a datagram. */
export interface IcmpError {
  /** Packet number of the error. */
  readonly packet: number;
  readonly at: number;
  /** The ends of the datagram that it quotes, as `address:port`. */
  readonly source: string;
  readonly destination: string;
  /** Bytes of that datagram's payload. */
  readonly length: number;
  /** Its identification (RFC 791, 3.1); 0 where there is none. */
  readonly identification: number;
}

const ICMP = 1;
const ICMPV6 = 58;
const UDP = 17;
/** Destination unreachable, of each. */
const UNREACHABLE = 3;
const UNREACHABLE_6 = 1;
const ICMP_HEADER = 8;
const IPV6_HEADER = 40;
const UDP_HEADER = 8;

/** All errors "destination unreachable" about datagrams, in the order of the capture. */
export function icmpErrors(capture: Capture): IcmpError[] {
  const { table } = capture;
  const errors: IcmpError[] = [];
  for (let row = 0; row < table.count; row++) {
    const protocol = table.ipProtocol[row]!;
    if (protocol !== ICMP && protocol !== ICMPV6) continue;
    const traits = table.traits[row]!;
    if (traits & TRAITS.fragment) continue;
    const frame = capture.frame(row);
    const bytes = frame.subarray(table.network[row]!);
    const quoted = traits & TRAITS.ip4 ? quoteInIpv4(bytes) : quoteInIpv6(bytes);
    if (quoted !== undefined) errors.push({ packet: row + 1, at: capture.time(row), ...quoted });
  }
  return errors;
}

type Quote = Omit<IcmpError, 'packet' | 'at'>;

function quoteInIpv4(packet: Uint8Array): Quote | undefined {
  const at = headerLength(packet, 0);
  if (packet[at] !== UNREACHABLE) return undefined;
  const inner = at + ICMP_HEADER;
  const udp = inner + headerLength(packet, inner);
  if (packet.length < udp + UDP_HEADER || packet[inner + 9] !== UDP) return undefined;
  const address = (offset: number): string => packet.subarray(offset, offset + 4).join('.');
  return quote(packet, udp, address(inner + 12), address(inner + 16), u16(packet, inner + 4));
}

function quoteInIpv6(packet: Uint8Array): Quote | undefined {
  if (packet[6] !== ICMPV6 || packet[IPV6_HEADER] !== UNREACHABLE_6) return undefined;
  const inner = IPV6_HEADER + ICMP_HEADER;
  const udp = inner + IPV6_HEADER;
  if (packet.length < udp + UDP_HEADER || packet[inner + 6] !== UDP) return undefined;
  const address = (offset: number): string => ipv6Text(packet, offset);
  return quote(packet, udp, address(inner + 8), address(inner + 24), 0);
}

function quote(
  packet: Uint8Array,
  udp: number,
  source: string,
  destination: string,
  identification: number,
): Quote {
  return {
    source: endpointText({ address: source, port: u16(packet, udp) }),
    destination: endpointText({ address: destination, port: u16(packet, udp + 2) }),
    length: u16(packet, udp + 4) - UDP_HEADER,
    identification,
  };
}

/** Length of an IPv4 header in bytes. */
const headerLength = (packet: Uint8Array, at: number): number => ((packet[at] ?? 0) & 15) * 4;

const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** An IPv6 address as RFC 5952 writes it. */
function ipv6Text(bytes: Uint8Array, at: number): string {
  const groups = Array.from({ length: 8 }, (_, i) => u16(bytes, at + i * 2).toString(16));
  // The longest run of two or more zeros, the first of several, becomes "::".
  const [longest = ''] = [...groups.join(':').matchAll(/(?:^|(?<=:))0(?::0)+(?=:|$)/g)]
    .map(([run]) => run)
    .toSorted((a, b) => b.length - a.length);
  const text = groups.join(':');
  if (longest === '') return text;
  const from = text.search(new RegExp(`(?:^|(?<=:))${longest}(?=:|$)`));
  return `${text.slice(0, from).replace(/:$/, '')}::${text.slice(from + longest.length).replace(/^:/, '')}`;
}
