/** Where protocols are found: the numbers by which a protocol names the one that it carries. */

/**
 * The numbers under which a lower protocol looks for the next one. `link` holds LINKTYPE_ values, `ethertype` also
 * serves SLL, null and SNAP, `ip` holds the protocol numbers of IPv4 and IPv6, `udp` holds ports.
 */
export interface Claims {
  readonly link?: readonly number[];
  readonly ethertype?: readonly number[];
  readonly llc?: readonly number[];
  readonly ip?: readonly number[];
  readonly udp?: readonly number[];
}

/** Names of the tables through which the next protocol is chosen. */
export type ClaimTable = keyof Claims;

/** Per claim table: the id of the protocol that claims a number, or 0. */
export type ClaimTables = Readonly<Record<ClaimTable, Uint8Array>>;
