/** Reads a message and writes its tree at the same time; where a length exceeds the message, a note says so. */
import type { Dissection } from '../../core/dissection.ts';
import { text } from '../../basics/bytes.ts';
import type { Field, Item, Value } from '../../core/field.ts';
import { Reader, TooShort } from './reader.ts';

/** A reader over `d.bytes` that adds what it reads to the tree. */
export class TreeReader extends Reader {
  readonly d: Dissection;

  constructor(d: Dissection, at: number, end: number) {
    super(d.bytes, at, end);
    this.d = d;
  }

  /** A reader of the next `length` bytes. */
  override part(length: number): TreeReader {
    const { at } = this;
    this.take(length);
    return new TreeReader(this.d, at, at + length);
  }

  /** A number with as many bytes as its field. */
  number(parent: Item, field: Field): number {
    const { at } = this;
    const value =
      field.type === 'u8'
        ? this.u8()
        : field.type === 'u16'
          ? this.u16()
          : field.type === 'u24'
            ? this.u24()
            : this.u16() * 65_536 + this.u16();
    this.d.add(parent, field, at, this.at - at, value);
    return value;
  }

  /** Bytes, if there are any. */
  octets(parent: Item, field: Field, length: number): void {
    const { at } = this;
    const value = this.take(length);
    if (length > 0) this.d.add(parent, field, at, length, value);
  }

  /** A value made of the next `length` bytes. */
  value(parent: Item, field: Field, length: number, read: (bytes: Uint8Array) => Value): void {
    const { at } = this;
    this.d.add(parent, field, at, length, read(this.take(length)));
  }

  /** A text of the next `length` bytes. */
  string(parent: Item, field: Field, length: number): string {
    const { at } = this;
    const value = text(this.take(length));
    this.d.add(parent, field, at, length, value);
    return value;
  }

  /** A group of items under its own line, over the next `length` bytes. */
  group(parent: Item, field: Field, length: number, line?: string): Item {
    return this.d.add(parent, field, this.at, Math.min(length, this.left), undefined, line);
  }
}

/** Runs code that builds a part of a tree, and adds a note there if its bytes run out. */
export function orNote(d: Dissection, parent: Item, build: () => void): void {
  try {
    build();
  } catch (error) {
    if (!(error instanceof TooShort)) throw error;
    d.note(parent, '[Malformed Packet: TLS]');
  }
}
