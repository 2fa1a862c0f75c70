/** All protocols with their ids, and the tables through which the next one is found. */
import type { Field } from './field.ts';
import type { ClaimTable, Protocol } from './protocol.ts';
import type { StreamProtocol } from './stream-protocol.ts';

/** Protocols by number, name and claim; id 0 means "none". */
export class Registry {
  /** Protocols by id; position 0 is unused. */
  readonly protocols: readonly (Protocol | undefined)[];
  /** Per claim table: id of the protocol that claims a number, or 0. */
  readonly tables: Readonly<Record<ClaimTable, Uint8Array>>;
  /** Protocols to be asked, in order, about UDP payload on unclaimed ports. */
  readonly guessers: readonly Protocol[];
  /** Protocols carried in TCP, in the order in which they are asked. */
  readonly streamProtocols: readonly StreamProtocol[];
  readonly #ids = new Map<Protocol, number>();
  readonly #fields = new Map<string, Field>();

  constructor(protocols: readonly Protocol[], streamProtocols: readonly StreamProtocol[] = []) {
    if (protocols.length > 254) throw new Error('The table has 8 bits for a protocol.');
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
