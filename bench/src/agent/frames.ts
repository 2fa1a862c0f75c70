/** Recognises the few frames that the bench must know: those that no program caused, and those that show life. */

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_ARP = 0x0806;
const ETHERTYPE_IPV6 = 0x86dd;
const TCP = 6;
const UDP = 17;
const HOP_BY_HOP = 0;
const MLD_REPORT_V2 = 143;

const etherType = (frame: Uint8Array): number => ((frame[12] ?? 0) << 8) | (frame[13] ?? 0);

/** A question for a link address, or its answer (RFC 826). */
export const isArp = (frame: Uint8Array): boolean => etherType(frame) === ETHERTYPE_ARP;

/** Whether a frame carries TCP or UDP, as opposed to the hosts' own housekeeping. */
export function isTransport(frame: Uint8Array): boolean {
  const protocol =
    etherType(frame) === ETHERTYPE_IPV4 ? frame[23] : etherType(frame) === ETHERTYPE_IPV6 ? frame[20] : -1;
  return protocol === TCP || protocol === UDP;
}

/**
 * A report of group memberships (RFC 3810) that names only solicited-node groups: a host sends it because it has an
 * address, at times of its own choosing, whatever the program does.
 */
export function isAddressReport(frame: Uint8Array): boolean {
  // Ethernet 14, IPv6 40, hop-by-hop options 8, then ICMPv6: type, code, checksum, reserved, number of records.
  if (etherType(frame) !== ETHERTYPE_IPV6 || frame[20] !== HOP_BY_HOP || frame[62] !== MLD_REPORT_V2)
    return false;
  const records = ((frame[68] ?? 0) << 8) | (frame[69] ?? 0);
  for (let i = 0, at = 70; i < records; i++) {
    if (!isSolicitedNode(frame.subarray(at + 4, at + 20))) return false;
    const sources = ((frame[at + 2] ?? 0) << 8) | (frame[at + 3] ?? 0);
    at += 20 + 16 * sources + 4 * (frame[at + 1] ?? 0);
  }
  return records > 0;
}

/** ff02::1:ff00:0/104 (RFC 4291, 2.7.1). */
function isSolicitedNode(address: Uint8Array): boolean {
  const prefix = [0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff];
  return address.length === 16 && prefix.every((byte, i) => address[i] === byte);
}
