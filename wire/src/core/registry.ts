/** All protocols with their ids, and the tables through which the next one is found. */
import type { ClaimTable, ClaimTables } from './claims.ts';
import type { Dissection, TreeRegistry } from './dissection.ts';
import type { Field, Item } from './field.ts';
import type { PacketRegistry } from './packets.ts';
import type { Protocol } from './protocol.ts';
import type { StreamProtocol } from './stream-protocol.ts';

/** The table has 8 bits for a protocol's id; 0 means none. */
const MAX_PROTOCOLS = 254;

/** What a registry is made of. */
export interface RegistryParts {
  /** Protocols carried in packets; those that recognize themselves are asked in this order. */
  readonly protocols: readonly Protocol[];
  /** Protocols carried in TCP streams, in the order in which they are asked. */
  readonly streamProtocols: readonly StreamProtocol[];
  /** Shows bytes that no protocol claims. */
  readonly rest: Protocol;
  /** Builds the item that precedes a packet's layers. */
  readonly frame: (d: Dissection) => Item;
}

/** Protocols by number, name and claim; id 0 means "none". */
export class Registry implements PacketRegistry, TreeRegistry {
  /** Protocols by id; position 0 is unused. */
  readonly protocols: readonly (Protocol | undefined)[];
  /** Per claim table: id of the protocol that claims a number, or 0. */
  readonly tables: ClaimTables;
  /** Protocols to be asked, in order, about UDP payload on unclaimed ports. */
  readonly guessers: readonly Protocol[];
  /** Protocols carried in TCP, in the order in which they are asked. */
  readonly streamProtocols: readonly StreamProtocol[];
  /** Shows bytes that no protocol claims. */
  readonly rest: Protocol;
  /** Builds the item that precedes a packet's layers. */
  readonly frame: (d: Dissection) => Item;
  readonly #parts: RegistryParts;
  readonly #ids = new Map<Protocol, number>();
  readonly #fields = new Map<string, Field>();

  /**
   * @throws {RangeError} for more protocols than the table has ids for
   */
  constructor(parts: RegistryParts) {
    const { protocols, streamProtocols } = parts;
    if (protocols.length > MAX_PROTOCOLS) {
      throw new RangeError(`A registry holds at most ${MAX_PROTOCOLS} protocols, not ${protocols.length}.`);
    }
    this.#parts = parts;
    this.rest = parts.rest;
    this.frame = parts.frame;
    this.protocols = [undefined, ...protocols];
    const tables: Record<ClaimTable, Uint8Array> = {
      link: new Uint8Array(65_536),
      ethertype: new Uint8Array(65_536),
      llc: new Uint8Array(256),
      ip: new Uint8Array(256),
      udp: new Uint8Array(65_536),
    };
    for (const [index, protocol] of protocols.entries()) {
      this.#ids.set(protocol, index + 1);
      for (const field of protocol.fields) this.#fields.set(field.name, field);
      for (const [table, values] of Object.entries(protocol.claims ?? {})) {
        for (const value of values as number[]) tables[table as ClaimTable][value] = index + 1;
      }
    }
    for (const { fields } of streamProtocols) for (const field of fields) this.#fields.set(field.name, field);
    this.streamProtocols = streamProtocols;
    this.tables = tables;
    this.guessers = protocols.filter((protocol) => protocol.looksLike);
  }

  /**
   * A registry with more protocols than this one. They are asked after those already there; a number that two protocols
   * claim belongs to the later one.
   * @throws {RangeError} for more protocols than the table has ids for
   */
  with(...added: readonly (Protocol | StreamProtocol)[]): Registry {
    const { protocols, streamProtocols } = this.#parts;
    return new Registry({
      ...this.#parts,
      protocols: [...protocols, ...added.filter(isInPackets)],
      streamProtocols: [...streamProtocols, ...added.filter(isInStreams)],
    });
  }

  /** The id that the table's column `protocol` holds for a protocol; 0 for one that is not registered. */
  id(protocol: Protocol): number {
    return this.#ids.get(protocol) ?? 0;
  }

  /** The field of a name such as `tcp.srcport`. */
  field(name: string): Field | undefined {
    return this.#fields.get(name);
  }

  /** Every field, in the order of registration. */
  get fields(): Iterable<Field> {
    return this.#fields.values();
  }
}

function isInStreams(protocol: Protocol | StreamProtocol): protocol is StreamProtocol {
  return 'cut' in protocol;
}

function isInPackets(protocol: Protocol | StreamProtocol): protocol is Protocol {
  return !isInStreams(protocol);
}
