/** The one pass over a capture: takes records from a reader and fills the table through the protocols' column code. */
import type { CaptureInterface, RecordSink, ResolvedName, Secrets } from '../files/records.ts';
import type { ClaimTable } from '../protocols/protocol.ts';
import type { Registry } from '../protocols/registry.ts';
import { TcpState } from '../tcp/state.ts';
import type { RuleSet } from '../tcp/state.ts';
import { FlowIndex } from './flows.ts';
import { Fragments } from './fragments.ts';
import { Addresses } from './addresses.ts';
import { NO_STREAM, SHAPE, Table } from './table.ts';

/** More protocols inside one another than this are not followed. */
const MAX_DEPTH = 24;
/** Header offsets have 16 bits in the table; what lies further inside a frame is left alone. */
const MAX_HEADER_OFFSET = 65_000;

/** State of the pass; protocols read `bytes`, `base`, `end` and `row`, and write into `table`. */
export class Pass implements RecordSink {
  readonly table: Table;
  readonly addresses = new Addresses();
  readonly tcp: TcpState;
  readonly udp = new FlowIndex();
  readonly fragments = new Fragments();
  readonly interfaces: CaptureInterface[] = [];
  readonly secretsFound: Secrets[] = [];
  readonly resolved: ResolvedName[] = [];
  readonly fileComments: string[] = [];
  /** Comments by row. */
  readonly comments = new Map<number, string[]>();
  readonly registry: Registry;

  /** The capture's bytes; offsets given to `columns` count from its start. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Length of the whole file where it is known, else 0. */
  fileLength = 0;
  /** Offset of the present packet's first byte, and of the first byte behind its captured ones. */
  base = 0;
  end = 0;
  /** The present packet's row in the table. */
  row = 0;
  /** Whether `bytes` are those of a packet put together from fragments, not the capture's. */
  isTurned = false;
  #depth = 0;

  constructor(registry: Registry, rules: RuleSet, expectedPackets: number) {
    this.registry = registry;
    this.table = new Table(Math.max(64, expectedPackets));
    this.tcp = new TcpState(this.table, rules);
  }

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
      // A twentieth more than if what is left were like what has been.
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

  packetComment(text: string): void {
    const row = this.table.count - 1;
    const list = this.comments.get(row);
    if (list) list.push(text);
    else this.comments.set(row, [text]);
  }

  interface(description: CaptureInterface): void {
    this.interfaces.push(description);
  }

  secrets(secrets: Secrets): void {
    this.secretsFound.push(secrets);
  }

  name(name: ResolvedName): void {
    this.resolved.push(name);
  }

  fileComment(text: string): void {
    this.fileComments.push(text);
  }

  /**
   * Hands on to the protocol that claims `value` in a table, if there is one.
   * @param at offset of its first byte in `bytes`
   * @param length bytes on the wire from `at` on
   * @returns whether someone claimed it
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

  /** Asks the protocols that recognise themselves whether datagram bytes are theirs. */
  guess(at: number, length: number): void {
    for (const protocol of this.registry.guessers) {
      if (!protocol.looksLike?.(this.bytes, at, Math.min(this.end, at + length))) continue;
      this.table.protocol[this.row] = this.registry.id(protocol);
      protocol.columns?.(this, at, length);
      return;
    }
  }

  /** Reads a packet that was put together from fragments: `bytes` are its own meanwhile, and offsets count from 0. */
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

  /** Whether an IP header said what the packet's ends are. */
  hasAddresses(): boolean {
    return (this.table.shape[this.row]! & (SHAPE.ip4 | SHAPE.ip6)) !== 0;
  }

  /** Remembers hardware addresses as the packet's ends, where there are none of IP. */
  hardware(sourceAt: number, destinationAt: number): void {
    const { table, row } = this;
    table.source[row] = this.addresses.mac(this.bytes, sourceAt);
    table.destination[row] = this.addresses.mac(this.bytes, destinationAt);
  }

  /** Notes an IP header at `at`; one inside another makes the row `layered`. */
  internet(version: number, at: number): void {
    const { table, row } = this;
    const shape = table.shape[row]!;
    const isInner = shape & (SHAPE.ip4 | SHAPE.ip6);
    table.shape[row] =
      (shape & ~(SHAPE.ip4 | SHAPE.ip6 | SHAPE.tcp | SHAPE.udp)) | version | (isInner ? SHAPE.layered : 0);
    // The header of a packet inside a reassembled one has no place in the frame.
    if (!this.isTurned) table.network[row] = at - this.base;
  }

  /** Says that headers contradict each other or go on beyond the captured bytes. */
  damaged(): void {
    this.table.shape[this.row]! |= SHAPE.damaged;
  }
}
