/** The one pass over a capture: takes records from a reader and fills the table through the protocols' column code. */
import type { CaptureInterface, RecordSink, ResolvedName, Secrets } from '../files/records.ts';
import type { ClaimTable, ClaimTables } from './claims.ts';
import { TcpAnalysis } from '../tcp-analysis/segment.ts';
import { TcpState } from '../tcp-analysis/state.ts';
import type { RuleSet } from '../tcp-analysis/state.ts';
import { FlowIndex } from '../table/flows.ts';
import { Fragments } from '../table/fragments.ts';
import { Addresses } from '../table/addresses.ts';
import { NO_STREAM, TRAITS, Table } from '../table/table.ts';

/** The half of a protocol that fills the table's columns. */
export interface ColumnProtocol {
  /**
   * Fills the table's columns for one packet and passes on to the next protocol with `pass.next`. It is called for
   * every packet, so it may create no object, no closure and no string. Left out where a protocol has no columns and
   * nothing above it.
   * @param at offset of the protocol's first byte in `pass.bytes`; captured bytes end at `pass.end`
   * @param length bytes on the wire from `at` on, as far as lower protocols know
   */
  columns?(pass: Pass, at: number, length: number): void;
  /** Over UDP, if no port is claimed: whether these bytes look like this protocol. Must be strict. */
  looksLike?(bytes: Uint8Array, at: number, end: number): boolean;
}

/** What the pass needs of a registry. */
export interface ColumnRegistry {
  /** Protocols by id; position 0 is unused. */
  readonly protocols: readonly (ColumnProtocol | undefined)[];
  readonly tables: ClaimTables;
  /** Protocols to be asked, in order, about UDP payload on unclaimed ports. */
  readonly guessers: readonly ColumnProtocol[];
  /** The id that the table's column `protocol` holds for a protocol. */
  id(protocol: ColumnProtocol): number;
}

/** Maximum nesting of protocols. */
const MAX_DEPTH = 24;
/** Header offsets have 16 bits in the table; headers further inside a frame are ignored. */
const MAX_HEADER_OFFSET = 65_000;

/** State of the pass; protocols read `bytes`, `base`, `end` and `row`, and write into `table`. */
export class Pass implements RecordSink {
  readonly table: Table;
  readonly addresses = new Addresses();
  readonly tcp: TcpState;
  readonly tcpAnalysis: TcpAnalysis;
  readonly udp = new FlowIndex();
  readonly fragments = new Fragments();
  readonly interfaces: CaptureInterface[] = [];
  readonly secretsFound: Secrets[] = [];
  readonly resolved: ResolvedName[] = [];
  readonly fileComments: string[] = [];
  /** Comments by row. */
  readonly comments = new Map<number, string[]>();
  readonly registry: ColumnRegistry;

  /** The capture's bytes; offsets given to `columns` count from its start. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Length of the whole file if it is known, else 0. */
  fileLength = 0;
  /** Offset of the current packet's first byte, and the offset after its last captured byte. */
  base = 0;
  end = 0;
  /** The current packet's row in the table. */
  row = 0;
  /** Whether `bytes` are those of a packet reassembled from fragments, not the capture's. */
  isTurned = false;
  #depth = 0;

  constructor(registry: ColumnRegistry, rules: RuleSet, expectedPackets: number) {
    this.registry = registry;
    this.table = new Table(Math.max(64, expectedPackets));
    this.tcp = new TcpState(this.table, rules);
    this.tcpAnalysis = new TcpAnalysis(this.tcp);
  }

  /** @inheritdoc */
  packet(
    offset: number,
    captured: number,
    original: number,
    seconds: number,
    nanos: number,
    interfaceId: number,
  ): void {
    const table = this.table;
    if (table.count === table.capacity) {
      // Five per cent more than if the rest of the file were like what was read.
      table.grow(((table.count * this.fileLength) / Math.max(1, offset)) * 1.05);
    }
    const row = table.count++;
    table.offset[row] = offset;
    table.captured[row] = captured;
    table.length[row] = original;
    table.seconds[row] = seconds;
    table.nanos[row] = nanos;
    table.interface[row] = interfaceId;
    table.stream[row] = NO_STREAM;
    this.row = row;
    this.base = offset;
    this.end = offset + captured;
    this.#depth = 0;
    const described = this.interfaces[interfaceId]!;
    this.next('link', described.linkType, offset, Math.max(captured, original));
  }

  /** @inheritdoc */
  packetComment(text: string): void {
    const row = this.table.count - 1;
    const list = this.comments.get(row);
    if (list) list.push(text);
    else this.comments.set(row, [text]);
  }

  /** @inheritdoc */
  interface(description: CaptureInterface): void {
    this.interfaces.push(description);
  }

  /** @inheritdoc */
  secrets(secrets: Secrets): void {
    this.secretsFound.push(secrets);
  }

  /** @inheritdoc */
  name(name: ResolvedName): void {
    this.resolved.push(name);
  }

  /** @inheritdoc */
  fileComment(text: string): void {
    this.fileComments.push(text);
  }

  /**
   * Passes on to the protocol that claims `value` in a table, if there is one.
   * @param at offset of its first byte in `bytes`
   * @param length bytes on the wire from `at` on
   * @returns whether a protocol claimed it
   */
  next(table: ClaimTable, value: number, at: number, length: number): boolean {
    const id = this.registry.tables[table][value] ?? 0;
    if (id === 0 || at - this.base > MAX_HEADER_OFFSET || at > this.end || this.#depth >= MAX_DEPTH)
      return false;
    this.table.protocol[this.row] = id;
    const protocol = this.registry.protocols[id]!;
    if (protocol.columns) {
      this.#depth++;
      protocol.columns(this, at, length);
    }
    return true;
  }

  /** Asks the protocols that recognize themselves whether datagram bytes are theirs. */
  guess(at: number, length: number): void {
    for (const protocol of this.registry.guessers) {
      if (!protocol.looksLike?.(this.bytes, at, Math.min(this.end, at + length))) continue;
      this.table.protocol[this.row] = this.registry.id(protocol);
      protocol.columns?.(this, at, length);
      return;
    }
  }

  /**
   * Reads a packet that was reassembled from fragments: during `read`, `bytes` are those of the packet, and offsets
   * count from 0.
   */
  turn(datagram: Uint8Array, read: () => void): void {
    const { bytes, base, end } = this;
    this.bytes = datagram;
    this.base = 0;
    this.end = datagram.length;
    this.isTurned = true;
    read();
    this.bytes = bytes;
    this.base = base;
    this.end = end;
    this.isTurned = false;
  }

  /** Whether an IP header gave the packet's addresses. */
  hasAddresses(): boolean {
    return (this.table.traits[this.row]! & (TRAITS.ip4 | TRAITS.ip6)) !== 0;
  }

  /** Uses hardware addresses as the packet's addresses, if there are no IP addresses. */
  hardware(sourceAt: number, destinationAt: number): void {
    const { table, row } = this;
    table.source[row] = this.addresses.mac(this.bytes, sourceAt);
    table.destination[row] = this.addresses.mac(this.bytes, destinationAt);
  }

  /** Notes an IP header at `at`; one inside another makes the row `layered`. */
  internet(version: number, at: number): void {
    const { table, row } = this;
    const traits = table.traits[row]!;
    const isInner = traits & (TRAITS.ip4 | TRAITS.ip6);
    table.traits[row] =
      (traits & ~(TRAITS.ip4 | TRAITS.ip6 | TRAITS.tcp | TRAITS.udp)) |
      version |
      (isInner ? TRAITS.layered : 0);
    // The header of a packet inside a reassembled one has no place in the frame.
    if (!this.isTurned) table.network[row] = at - this.base;
  }

  /** Marks the row: headers contradict each other or extend beyond the captured bytes. */
  damaged(): void {
    this.table.traits[this.row]! |= TRAITS.damaged;
  }
}
