/** A packet as an item of the ladder. */
import { Item, WIRE } from './item.ts';
import type { PacketCell, RowBytes } from './types.ts';

/** Makes the cells of packets. */
export interface PacketDrawer {
  /** @param isUsual whether nothing about the packet is unusual */
  cell(n: number, isUsual: boolean): PacketCell;
  bytes?(n: number): RowBytes | undefined;
}

/** Which way a packet goes, by columns, -1 for none; and its payload. */
interface Way {
  readonly from: number;
  /** The first of its destinations. */
  readonly to: number;
  readonly length: number;
}

/** A packet. */
export class PacketItem extends Item {
  readonly from: number;
  readonly to: number;
  readonly length: number;
  readonly drawer: PacketDrawer;

  constructor(drawer: PacketDrawer, at: number, n: number, { from, to, length }: Way) {
    super('packet', at, WIRE, n);
    this.from = from;
    this.to = to;
    this.length = length;
    this.drawer = drawer;
  }

  override get likeness(): string {
    return this.isOrdinary ? `${this.from} ${this.to} ${this.isAck ? 'ack' : 'data'}` : '';
  }

  override get bytes(): RowBytes | undefined {
    return this.drawer.bytes?.(this.n);
  }

  override draw(): PacketCell {
    return this.drawer.cell(this.n, this.isAck || this.isPlainData);
  }
}
