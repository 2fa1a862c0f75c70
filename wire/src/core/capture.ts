/** An open capture: its packets, and the tree and the summary of each, through the protocols of a registry. */
import { Dissection } from './dissection.ts';
import { packetOf } from './packet.ts';
import type { Packet } from './packet.ts';
import { Packets } from './packets.ts';
import type { PacketOptions } from './packets.ts';
import type { Registry } from './registry.ts';

/** A capture. Rows count from 0; packet numbers, for people, from 1. */
export class Capture extends Packets {
  declare readonly registry: Registry;

  /**
   * An empty capture, to be filled with `read`.
   * @param registry the protocols known
   * @param expectedPackets rows that the table reserves at first
   */
  // oxlint-disable-next-line no-useless-constructor -- it narrows the registry
  constructor(registry: Registry, options: PacketOptions = {}, expectedPackets = 0) {
    super(registry, options, expectedPackets);
  }

  /**
   * One packet by its row, 0 to `count - 1`.
   * @throws {RangeError} for a row that does not exist
   */
  packet(row: number): Packet {
    return packetOf(this, row, this.summary(row));
  }

  /**
   * The tree of one packet's fields and its summary.
   * @throws {RangeError} for a row that does not exist
   */
  dissect(row: number): Dissection {
    return this.#dissect(row, true);
  }

  /**
   * Only what the columns Protocol and Info say about a packet; faster than its tree.
   * @throws {RangeError} for a row that does not exist
   */
  summary(row: number): { readonly protocol: string; readonly info: string } {
    const d = this.#dissect(row, false);
    return { protocol: d.label, info: d.info };
  }

  #dissect(row: number, isTree: boolean): Dissection {
    this.check(row);
    const d = new Dissection(this, this.registry, row, isTree);
    const { linkType } = this.interfaces[this.table.interface[row]!]!;
    const length = Math.max(this.table.length[row]!, d.bytes.length);
    if (!d.next('link', linkType, 0, length)) {
      d.summary('Unknown', `Link type ${linkType} is not known`);
      d.rest(0);
    }
    return d;
  }
}
