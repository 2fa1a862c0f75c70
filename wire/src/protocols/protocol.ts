/** What a protocol is to the rest of the library: one file that exports one such object. */
import type { Dissection } from '../capture/dissection.ts';
import type { Pass } from '../capture/pass.ts';
import type { Field } from './field.ts';

/**
 * Where a protocol is found: numbers under which a lower protocol looks for the next one. `link` holds LINKTYPE_
 * values, `ethertype` also serves SLL, null and SNAP, `ip` protocol numbers of IPv4 and IPv6, `udp` ports.
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

/** A protocol carried in packets. Those carried in a TCP stream are `StreamProtocol`s. */
export interface Protocol {
  /** Wireshark's name in filters: `tcp`. */
  readonly name: string;
  /** The name in the Protocol column: `TCP`. */
  readonly label: string;
  /** The name in the tree: `Transmission Control Protocol`. */
  readonly title: string;
  readonly fields: readonly Field[];
  readonly claims?: Claims;
  /**
   * Fills the table's columns for one packet and hands on to the next protocol with `pass.next`. It is called for every
   * packet: no object, no closure, no string. Left out where a protocol has no columns and nothing above it.
   * @param at offset of the protocol's first byte in `pass.bytes`; captured bytes end at `pass.end`
   * @param length bytes on the wire from `at` on, as far as lower protocols know
   */
  columns?(pass: Pass, at: number, length: number): void;
  /**
   * Builds the tree of one packet's fields, says the summary line with `d.summary`, and hands on with `d.next`. Called
   * only when someone looks. Reads through `d.u8` and the like, which end the dissection cleanly where bytes run out.
   * @param at offset in `d.bytes`
   * @param length bytes on the wire from `at` on, as far as lower protocols know
   */
  dissect(d: Dissection, at: number, length: number): void;
  /**
   * Over UDP, where no port is claimed: whether these bytes look like this protocol. Must be strict.
   */
  looksLike?(bytes: Uint8Array, at: number, end: number): boolean;
}
