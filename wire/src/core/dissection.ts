/** One packet dissected: the tree of its fields, each with its byte range, and its summary line. */
import type { Field, Item, Value } from './field.ts';
import type { ClaimTable, ClaimTables } from './claims.ts';
import type { Packets } from './packets.ts';

/** Maximum nesting of protocols. */
const MAX_DEPTH = 24;
/** Maximum items in a tree; a packet that needs more is malicious. */
const MAX_ITEMS = 100_000;

/** Thrown by the readers where a packet's bytes run out; `Dissection.next` turns it into a note in the tree. */
export class CutShort extends Error {}

/** Bytes that items of a tree refer to: the frame, or bytes reassembled from several packets. */
export interface Source {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The half of a protocol that builds trees. */
export interface TreeProtocol {
  /** Wireshark's name in filters: `tcp`. */
  readonly name: string;
  /** The name in the Protocol column: `TCP`. */
  readonly label: string;
  /** The name in the tree: `Transmission Control Protocol`. */
  readonly title: string;
  /**
   * Builds the tree of one packet's fields, sets the summary line with `d.summary`, and passes on with `d.next`. Called
   * only when someone looks. Reads through `d.u8` and its like, which end the dissection cleanly where bytes run out.
   * @param at offset in `d.bytes`
   * @param length bytes on the wire from `at` on, as far as lower protocols know
   */
  dissect(d: Dissection, at: number, length: number): void;
  /** Over UDP, if no port is claimed: whether these bytes look like this protocol. Must be strict. */
  looksLike?(bytes: Uint8Array, at: number, end: number): boolean;
}

/** What a dissection needs of a registry. */
export interface TreeRegistry {
  /** Protocols by id; position 0 is unused. */
  readonly protocols: readonly (TreeProtocol | undefined)[];
  readonly tables: ClaimTables;
  /** Protocols to be asked, in order, about UDP payload on unclaimed ports. */
  readonly guessers: readonly TreeProtocol[];
  /** Protocols in streams; some also show whole messages in the payload of another protocol. */
  readonly streamProtocols: readonly {
    dissectPayload?(d: Dissection, at: number, length: number): boolean;
  }[];
  /** Shows bytes that no protocol claims. */
  readonly rest: TreeProtocol;
  /** Builds the item that precedes a packet's layers. */
  readonly frame: (d: Dissection) => Item;
}

/** Builds a tree, or only the summary if no tree is wanted; protocols write into it. */
export class Dissection {
  readonly capture: Packets;
  /** Row of the packet in `capture.table`. */
  readonly row: number;
  /** The protocols of the packet from the outside in, each an item of type `proto` with its fields as children. */
  readonly layers: Item[] = [];
  /** Position 0 is the frame. */
  readonly sources: Source[];
  /** Whether items are wanted; if not, protocols may skip costly work. */
  readonly isTree: boolean;
  /** What protocols at different layers share about this packet, such as the HTTP request answered. */
  readonly shared = new Map<string, unknown>();

  /** By position in `layers`: the protocol that handed the stream over to that layer's, as HTTP does to WebSocket. */
  readonly carriers = new Map<number, string>();

  /** Whether what is dissected now is a packet that another one quotes; it may be cut short and altered on its way. */
  isQuoted = false;

  /**
   * Offset in the frame after the outermost packet that gives its own length; a link layer may have added bytes after
   * it.
   */
  packetEnd: number | undefined;

  /** The bytes that `at` refers to now. */
  bytes: Uint8Array;
  /** Position of `bytes` in `sources`. */
  source = 0;
  /** Position in `sources` of the bytes that the row's transport columns describe. */
  rowSource = 0;

  #label = '';
  #info: string | (() => string) = '';
  #prefix = '';
  #depth = 0;
  #items = 0;
  #frame: Item | undefined;
  readonly #registry: TreeRegistry;

  constructor(capture: Packets, registry: TreeRegistry, row: number, isTree: boolean) {
    this.capture = capture;
    this.#registry = registry;
    this.row = row;
    this.isTree = isTree;
    this.bytes = capture.frame(row);
    this.sources = [{ name: 'Frame', bytes: this.bytes }];
  }

  /** The Protocol column. */
  get label(): string {
    return this.#label;
  }

  /** The Info column. */
  get info(): string {
    return this.#prefix + (typeof this.#info === 'string' ? this.#info : this.#info());
  }

  /** What the file says about the packet as a whole (frame.number and so on); shown above the layers. */
  get frame(): Item {
    return (this.#frame ??= this.#registry.frame(this));
  }

  /** Sets the columns Protocol and Info; the innermost protocol wins. A closure is called at most once. */
  summary(label: string, info: string | (() => string)): void {
    this.#label = label;
    this.#info = info;
  }

  /** Appends text to the Info column. */
  suffix(text: string): void {
    const before = this.#info;
    this.#info = () => (typeof before === 'string' ? before : before()) + text;
  }

  /** Puts text before the Info column, such as the mark of a retransmission. */
  prefix(text: string): void {
    this.#prefix += text;
  }

  /** Begins a protocol's part of the tree. */
  layer(protocol: Pick<TreeProtocol, 'name' | 'title'>, at: number, length: number, text?: string): Item {
    const proto: Field = { name: protocol.name, type: 'proto', title: protocol.title };
    const shown = Math.max(0, Math.min(length, this.bytes.length - at));
    const item = this.#item(proto, at, shown, this.bytes.subarray(at, at + shown), text);
    if (this.isTree) this.layers.push(item);
    return item;
  }

  /** Adds a field read from `length` bytes at `at`. */
  add(parent: Item, field: Field, at: number, length: number, value: Value, text?: string): Item {
    const item = this.#item(field, at, length, value, text);
    if (this.isTree) parent.children.push(item);
    return item;
  }

  /** Adds a field that was computed rather than read. */
  computed(parent: Item, field: Field, value: Value, text?: string): Item {
    const item = this.add(parent, field, 0, 0, value, text);
    item.generated = true;
    return item;
  }

  /** Adds a field for filters only, such as ip.addr. */
  hidden(parent: Item, field: Field, at: number, length: number, value: Value): Item {
    const item = this.add(parent, field, at, length, value);
    item.hidden = true;
    return item;
  }

  /** Adds a note, for example that a length contradicts another. */
  note(parent: Item, text: string): void {
    this.computed(parent, NOTE, undefined, text);
  }

  /** Whether `count` bytes at `at` were captured. */
  has(at: number, count: number): boolean {
    return at >= 0 && at + count <= this.bytes.length;
  }

  /** 8 bits; where the captured bytes run out, the dissection of this layer ends. */
  u8(at: number): number {
    if (at + 1 > this.bytes.length) throw new CutShort();
    return this.bytes[at]!;
  }

  /** 16 bits, most significant byte first. */
  u16(at: number): number {
    if (at + 2 > this.bytes.length) throw new CutShort();
    return (this.bytes[at]! << 8) | this.bytes[at + 1]!;
  }

  /** 24 bits, most significant byte first. */
  u24(at: number): number {
    return (this.u8(at) << 16) | this.u16(at + 1);
  }

  /** 32 bits unsigned, most significant byte first. */
  u32(at: number): number {
    return this.u16(at) * 65536 + this.u16(at + 2);
  }

  /** `length` bytes at `at`, not copied. */
  slice(at: number, length: number): Uint8Array {
    if (length < 0 || at + length > this.bytes.length) throw new CutShort();
    return this.bytes.subarray(at, at + length);
  }

  /**
   * Passes on to the protocol that claims `value` in a table.
   * @returns whether a protocol claimed it; if not, the caller may call `rest`
   */
  next(table: ClaimTable, value: number, at: number, length: number): boolean {
    const protocol = this.#registry.protocols[this.#registry.tables[table][value] ?? 0];
    if (!protocol) return false;
    this.into(protocol, at, length);
    return true;
  }

  /** Asks the protocols that recognize themselves whether datagram bytes are theirs; returns whether one took them. */
  guess(at: number, length: number): boolean {
    const end = Math.min(this.bytes.length, at + length);
    const protocol = this.#registry.guessers.find((one) => one.looksLike?.(this.bytes, at, end));
    if (protocol) this.into(protocol, at, length);
    return protocol !== undefined;
  }

  /**
   * Shows the payload of a message, such as a WebSocket frame, if it is a whole message of a protocol; returns whether
   * it was.
   */
  payload(at: number, length: number): boolean {
    return this.#registry.streamProtocols.some((one) => one.dissectPayload?.(this, at, length));
  }

  /**
   * Passes on to a given protocol; where its bytes run out or contradict each other, a note says so and the tree ends
   * there.
   */
  into(protocol: TreeProtocol, at: number, length: number): void {
    if (this.#depth >= MAX_DEPTH) return;
    this.#depth++;
    const layers = this.layers.length;
    try {
      protocol.dissect(this, at, length);
    } catch (error) {
      if (!(error instanceof CutShort)) throw error;
      const isWhole = this.bytes.length >= at + length && this.source === 0;
      const parent = this.layers[layers] ?? this.layer(protocol, at, length);
      this.note(
        parent,
        isWhole ? `[Malformed Packet: ${protocol.label}]` : '[Packet size limited during capture]',
      );
      if (this.#label === '') this.summary(protocol.label, '');
    } finally {
      this.#depth--;
    }
  }

  /** Dissects a packet that another one quotes (ICMP errors): its fields are in the tree, the summary stays. */
  quoted(dissect: () => void): void {
    const [label, info, prefix] = [this.#label, this.#info, this.#prefix];
    const before = this.isQuoted;
    this.isQuoted = true;
    dissect();
    this.isQuoted = before;
    this.#label = label;
    this.#info = info;
    this.#prefix = prefix;
  }

  /** Shows the rest, from `at` on, as data. */
  rest(at: number, length: number = this.bytes.length - at): void {
    if (length > 0) this.into(this.#registry.rest, at, length);
  }

  /** Dissects bytes other than the frame, such as those reassembled from several packets; they begin at offset 0. */
  inside(source: Source, dissect: () => void): void {
    const { bytes, source: before } = this;
    this.sources.push(source);
    this.source = this.sources.length - 1;
    this.bytes = source.bytes;
    try {
      dissect();
    } finally {
      this.bytes = bytes;
      this.source = before;
    }
  }

  #item(field: Field, offset: number, length: number, value: Value, text: string | undefined): Item {
    if (this.isTree && ++this.#items > MAX_ITEMS) throw new CutShort();
    // A length field may promise more bytes than were captured; the tree covers only captured ones.
    const shown = Math.max(0, Math.min(length, this.bytes.length - offset));
    return { field, source: this.source, offset, length: shown, value, text, children: [] };
  }
}

const NOTE: Field = { name: '_ws.expert', type: 'label', title: 'Note' };
