/** One packet looked at: the tree of its fields, each with its byte range, and its summary line. */
import { data } from '../protocols/data.ts';
import type { Field, Item, Value } from '../protocols/field.ts';
import { frameItem } from '../protocols/frame.ts';
import type { ClaimTable, Protocol } from '../protocols/protocol.ts';
import type { Capture } from './capture.ts';

/** Protocols inside one another are followed this deep. */
const MAX_DEPTH = 24;
/** A tree stops growing here; a packet that needs more was made to harm. */
const MAX_ITEMS = 100_000;

/** Thrown by the readers where a packet's bytes run out; `Dissection.next` turns it into a note in the tree. */
export class CutShort extends Error {}

/** Bytes that items of a tree refer to: the frame, or what was put together from several packets. */
export interface Source {
  name: string;
  bytes: Uint8Array;
}

/** Builds a tree, or only the summary where no tree is wanted; protocols write into it. */
export class Dissection {
  readonly capture: Capture;
  /** Row of the packet in `capture.table`. */
  readonly row: number;
  /** The protocols of the packet from the outside in, each an item of type `proto` with its fields as children. */
  readonly layers: Item[] = [];
  /** Position 0 is the frame. */
  readonly sources: Source[];
  /** Whether items are wanted; protocols may skip costly work where not. */
  readonly isTree: boolean;
  /** What protocols at different layers tell one another about this packet, such as the HTTP request answered. */
  readonly shared = new Map<string, unknown>();

  /** By position in `layers`: the protocol that handed the stream over to that layer's, as HTTP does to WebSocket. */
  readonly carriers = new Map<number, string>();

  /** Whether what is dissected now is a packet that another one quotes; it may be cut short and altered on its way. */
  isQuoted = false;

  /** Offset in the frame behind the outermost packet that says its own length; behind it a link layer may have added bytes. */
  packetEnd: number | undefined;

  /** Bytes that `at` refers to at present. */
  bytes: Uint8Array;
  /** Position of `bytes` in `sources`. */
  source = 0;
  /** Position in `sources` of the bytes that the row's transport columns speak of. */
  rowSource = 0;

  #label = '';
  #info: string | (() => string) = '';
  #prefix = '';
  #depth = 0;
  #items = 0;
  #frame: Item | undefined;

  constructor(capture: Capture, row: number, isTree: boolean) {
    this.capture = capture;
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

  /** What the file says of the packet as a whole (frame.number and the like); people see it above the layers. */
  get frame(): Item {
    return (this.#frame ??= frameItem(this));
  }

  /** Sets Protocol and Info columns; the innermost protocol that speaks wins. A closure is called at most once. */
  summary(label: string, info: string | (() => string)): void {
    this.#label = label;
    this.#info = info;
  }

  /** Text behind whatever the Info column says so far. */
  suffix(text: string): void {
    const before = this.#info;
    this.#info = () => (typeof before === 'string' ? before : before()) + text;
  }

  /** Text before whatever the Info column says, such as a retransmission's mark. */
  prefix(text: string): void {
    this.#prefix += text;
  }

  /** Begins a protocol's part of the tree. */
  layer(protocol: Pick<Protocol, 'name' | 'title'>, at: number, length: number, text?: string): Item {
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

  /** Adds a remark, such as that a length contradicts another. */
  note(parent: Item, text: string): void {
    this.computed(parent, NOTE, undefined, text);
  }

  /** Whether `count` bytes at `at` were captured. */
  has(at: number, count: number): boolean {
    return at >= 0 && at + count <= this.bytes.length;
  }

  u8(at: number): number {
    if (at + 1 > this.bytes.length) throw new CutShort();
    return this.bytes[at]!;
  }

  u16(at: number): number {
    if (at + 2 > this.bytes.length) throw new CutShort();
    return (this.bytes[at]! << 8) | this.bytes[at + 1]!;
  }

  u24(at: number): number {
    return (this.u8(at) << 16) | this.u16(at + 1);
  }

  u32(at: number): number {
    return this.u16(at) * 65536 + this.u16(at + 2);
  }

  /** `length` bytes at `at`, not copied. */
  slice(at: number, length: number): Uint8Array {
    if (length < 0 || at + length > this.bytes.length) throw new CutShort();
    return this.bytes.subarray(at, at + length);
  }

  /**
   * Hands on to the protocol that claims `value` in a table.
   * @returns whether someone claimed it; if not, the caller may call `rest`
   */
  next(table: ClaimTable, value: number, at: number, length: number): boolean {
    const protocol = this.capture.registry.protocols[this.capture.registry.tables[table][value] ?? 0];
    if (!protocol) return false;
    this.into(protocol, at, length);
    return true;
  }

  /** Asks the protocols that recognise themselves whether datagram bytes are theirs; whether one took them. */
  guess(at: number, length: number): boolean {
    const end = Math.min(this.bytes.length, at + length);
    const protocol = this.capture.registry.guessers.find((one) => one.looksLike?.(this.bytes, at, end));
    if (protocol) this.into(protocol, at, length);
    return protocol !== undefined;
  }

  /** Hands on to a given protocol; where its bytes run out or contradict each other, the tree says so and ends there. */
  into(protocol: Protocol, at: number, length: number): void {
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

  /** Shows what is left, from `at` on, as data. */
  rest(at: number, length: number = this.bytes.length - at): void {
    if (length > 0) this.into(data, at, length);
  }

  /** Dissects other bytes than the frame, put together from several packets; `dissect` sees offset 0 as their begin. */
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
    // What a length field promises beyond the bytes that are there has no place in the tree.
    const shown = Math.max(0, Math.min(length, this.bytes.length - offset));
    return { field, source: this.source, offset, length: shown, value, text, children: [] };
  }
}

const NOTE: Field = { name: '_ws.expert', type: 'label', title: 'Note' };
