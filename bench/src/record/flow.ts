/** Which flow a frame belongs to: its protocol and its two ends, whatever the link layer. */
import { ipv6Text } from '../agent/frames.ts';
import type { PacketEnds } from '../strace/own-sockets.ts';

/** What a frame carries. */
export interface Flow extends PacketEnds {
  /** An ICMP error: the ends are those of the packet that it quotes. */
  readonly isError: boolean;
}

/** LINKTYPE_ values (https://www.tcpdump.org/linktypes.html). */
const ETHERNET = 1;
const RAW = 101;
const LINUX_SLL = 113;
const LINUX_SLL2 = 276;
const SLL2_HEADER = 20;
/** EtherType values. */
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const VLAN = 0x8100;
/** IP protocol numbers. */
const ICMP = 1;
const TCP = 6;
const UDP = 17;
const ICMPV6 = 58;

const IPV4_HEADER = 20;
const IPV6_HEADER = 40;
const ICMP_HEADER = 8;
/** Types of ICMP messages that quote a packet (RFC 792; RFC 4443): unreachable, exceeded, parameter problem. */
const ICMP_ERRORS: ReadonlySet<number> = new Set([3, 11, 12]);
const ICMPV6_ERRORS: ReadonlySet<number> = new Set([1, 2, 3, 4]);

const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** The flow of a frame; undefined for what is neither TCP, UDP nor an error about one of them. */
export function flowOf(frame: Uint8Array, linkType: number): Flow | undefined {
  switch (linkType) {
    case ETHERNET: {
      const type = u16(frame, 12);
      return type === VLAN ? ofNetwork(frame, 18, u16(frame, 16)) : ofNetwork(frame, 14, type);
    }
    case LINUX_SLL:
      return ofNetwork(frame, 16, u16(frame, 14));
    case LINUX_SLL2:
      return ofNetwork(frame, SLL2_HEADER, u16(frame, 0));
    case RAW:
      return ofNetwork(frame, 0, (frame[0] ?? 0) >> 4 === 4 ? IPV4 : IPV6);
    default:
      return undefined;
  }
}

/** The number of the interface that showed a frame, where the link layer has it: only that of a capture on all of them. */
export function interfaceOf(frame: Uint8Array, linkType: number): number | undefined {
  return linkType === LINUX_SLL2 ? (u16(frame, 4) << 16) | u16(frame, 6) : undefined;
}

/** A frame without its link layer. */
export function networkPart(frame: Uint8Array, linkType: number): Buffer {
  const from = linkType === LINUX_SLL2 ? SLL2_HEADER : 0;
  return Buffer.from(frame.buffer, frame.byteOffset + from, Math.max(0, frame.length - from));
}

function ofNetwork(bytes: Uint8Array, at: number, type: number, isError = false): Flow | undefined {
  if (type === IPV4) return ofIpv4(bytes, at, isError);
  return type === IPV6 ? ofIpv6(bytes, at, isError) : undefined;
}

function ofIpv4(bytes: Uint8Array, at: number, isError: boolean): Flow | undefined {
  const header = ((bytes[at] ?? 0) & 0xf) * 4;
  const isLaterFragment = (u16(bytes, at + 6) & 0x1fff) !== 0;
  if (header < IPV4_HEADER || isLaterFragment) return undefined;
  const address = (from: number): string => bytes.subarray(from, from + 4).join('.');
  const protocol = bytes[at + 9];
  const next = at + header;
  if (protocol === ICMP && !isError && ICMP_ERRORS.has(bytes[next] ?? 0)) {
    return ofNetwork(bytes, next + ICMP_HEADER, IPV4, true);
  }
  return ofTransport(bytes, next, protocol, [address(at + 12), address(at + 16)], isError);
}

function ofIpv6(bytes: Uint8Array, at: number, isError: boolean): Flow | undefined {
  const protocol = bytes[at + 6];
  const next = at + IPV6_HEADER;
  if (protocol === ICMPV6 && !isError && ICMPV6_ERRORS.has(bytes[next] ?? 0)) {
    return ofNetwork(bytes, next + ICMP_HEADER, IPV6, true);
  }
  return ofTransport(bytes, next, protocol, [ipv6Text(bytes, at + 8), ipv6Text(bytes, at + 24)], isError);
}

function ofTransport(
  bytes: Uint8Array,
  at: number,
  protocol: number | undefined,
  [source, destination]: readonly [string, string],
  isError: boolean,
): Flow | undefined {
  if ((protocol !== TCP && protocol !== UDP) || bytes.length < at + 4) return undefined;
  return {
    protocol: protocol === TCP ? 'tcp' : 'udp',
    source,
    sourcePort: u16(bytes, at),
    destination,
    destinationPort: u16(bytes, at + 2),
    isError,
  };
}
