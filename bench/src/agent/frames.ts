/** Recognizes the few kinds of frames that the bench treats specially: TCP and UDP, and what no program caused. */
import type { PacketEnds } from '../strace/own-sockets.ts';
import { compressZeros } from './socket-table.ts';

/** Offsets in a frame: Ethernet's EtherType and payload. */
const ETHER_TYPE = 12;
const PAYLOAD = 14;
/** Offsets of the fields that say what an IP packet carries (RFC 791, RFC 8200). */
const IPV4_PROTOCOL = PAYLOAD + 9;
const IPV6_NEXT_HEADER = PAYLOAD + 6;
/** Offset of an MLD message: after the IPv6 header and the hop-by-hop options, which hold the router alert (RFC 3810, 5). */
const MLD = PAYLOAD + 40 + 8;
const MLD_RECORD_COUNT = MLD + 6;
const MLD_RECORDS = MLD + 8;
/** Offsets in a group record (RFC 3810, 5.2), and the size of its fixed part. */
const RECORD = { auxiliaryWords: 1, sourceCount: 2, group: 4, sources: 20 } as const;
const IPV6_ADDRESS_SIZE = 16;
const IPV6_GROUPS = 8;
/** Offsets of addresses, of IPv4's fragment offset, and the sizes of headers. */
const IPV4_SOURCE = PAYLOAD + 12;
const IPV4_FRAGMENT = PAYLOAD + 6;
const FRAGMENT_OFFSET = 0x1fff;
const IPV6_SOURCE = PAYLOAD + 8;
const IPV6_HEADER = 40;
const WORD = 4;
const AUXILIARY_WORD_SIZE = 4;

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const TCP = 6;
const UDP = 17;
const HOP_BY_HOP = 0;
const MLD_REPORT_V2 = 143;

/** Solicited-node groups, ff02::1:ff00:0/104 (RFC 4291, 2.7.1). */
const SOLICITED_NODE_PREFIX = [0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff];

const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** The ends of a frame that carries TCP or UDP; undefined for what the hosts send by themselves. */
export function transportOf(frame: Uint8Array): PacketEnds | undefined {
  const type = uint16(frame, ETHER_TYPE);
  if (type === ETHERTYPE_IPV4) {
    const header = ((frame[PAYLOAD] ?? 0) & 0xf) * WORD;
    const isLaterFragment = (uint16(frame, IPV4_FRAGMENT) & FRAGMENT_OFFSET) !== 0;
    return isLaterFragment
      ? undefined
      : endsOf(frame, frame[IPV4_PROTOCOL], PAYLOAD + header, [
          ipv4Text(frame, IPV4_SOURCE),
          ipv4Text(frame, IPV4_SOURCE + 4),
        ]);
  }
  if (type !== ETHERTYPE_IPV6) return undefined;
  return endsOf(frame, frame[IPV6_NEXT_HEADER], PAYLOAD + IPV6_HEADER, [
    ipv6Text(frame, IPV6_SOURCE),
    ipv6Text(frame, IPV6_SOURCE + IPV6_ADDRESS_SIZE),
  ]);
}

function endsOf(
  frame: Uint8Array,
  protocol: number | undefined,
  at: number,
  [source, destination]: readonly [string, string],
): PacketEnds | undefined {
  if ((protocol !== TCP && protocol !== UDP) || frame.length < at + WORD) return undefined;
  return {
    protocol: protocol === TCP ? 'tcp' : 'udp',
    source,
    sourcePort: uint16(frame, at),
    destination,
    destinationPort: uint16(frame, at + 2),
  };
}

const ipv4Text = (frame: Uint8Array, at: number): string => frame.subarray(at, at + 4).join('.');

/** An IPv6 address as the kernel writes it (RFC 5952). */
export function ipv6Text(bytes: Uint8Array, at: number): string {
  return compressZeros(Array.from({ length: IPV6_GROUPS }, (_, i) => uint16(bytes, at + i * 2).toString(16)));
}

/**
 * Whether a frame is an MLDv2 report (RFC 3810) that names only solicited-node groups. A host sends it because it has
 * an address, at any time, whatever the program does.
 */
export function isAddressReport(frame: Uint8Array): boolean {
  if (uint16(frame, ETHER_TYPE) !== ETHERTYPE_IPV6) return false;
  if (frame[IPV6_NEXT_HEADER] !== HOP_BY_HOP || frame[MLD] !== MLD_REPORT_V2) return false;
  const records = uint16(frame, MLD_RECORD_COUNT);
  for (let i = 0, at = MLD_RECORDS; i < records; i++) {
    const group = at + RECORD.group;
    if (!isSolicitedNode(frame.subarray(group, group + IPV6_ADDRESS_SIZE))) return false;
    const sources = uint16(frame, at + RECORD.sourceCount);
    const auxiliary = frame[at + RECORD.auxiliaryWords] ?? 0;
    at += RECORD.sources + IPV6_ADDRESS_SIZE * sources + AUXILIARY_WORD_SIZE * auxiliary;
  }
  return records > 0;
}

function isSolicitedNode(address: Uint8Array): boolean {
  return (
    address.length === IPV6_ADDRESS_SIZE && SOLICITED_NODE_PREFIX.every((byte, i) => address[i] === byte)
  );
}
