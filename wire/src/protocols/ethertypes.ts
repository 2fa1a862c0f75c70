/** Names of the EtherTypes that this library shows (https://www.iana.org/assignments/ieee-802-numbers). */

/** EtherType to name. */
export const ETHERTYPES: Record<number, string> = {
  0x0800: 'IPv4',
  0x0806: 'ARP',
  0x8100: '802.1Q Virtual LAN',
  0x86dd: 'IPv6',
  0x8847: 'MPLS',
  0x8863: 'PPPoE Discovery',
  0x8864: 'PPPoE Session',
  0x888e: '802.1X Authentication',
  0x88a8: '802.1ad Provider Bridge',
  0x88cc: 'LLDP',
};
