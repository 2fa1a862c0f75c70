/** Lanes: fields whose values stand in the table's columns or at a fixed place in a header that a column points to. */
import type { Capture } from '../../capture/capture.ts';

/** The value of a row as a number (a label's is 1, a duration's nanoseconds, a hardware address its 48 bits); NaN for none. */
export type Lane = (row: number) => number;

/** Makes a field's lanes over a capture: two where the field has a value for each end. */
export type MakeLanes = (capture: Capture) => readonly Lane[];

/** The lanes of one group of protocols, by field name. */
export class LaneGroup {
  readonly makes = new Map<string, MakeLanes>();

  /** One lane. */
  one(name: string, make: (capture: Capture) => Lane): void {
    this.makes.set(name, (capture) => [make(capture)]);
  }

  /** The lanes of two other fields together. */
  bothEnds(name: string, source: string, destination: string): void {
    const [one, other] = [this.makes.get(source)!, this.makes.get(destination)!];
    this.makes.set(name, (capture) => [...one(capture), ...other(capture)]);
  }

  /** A column as it is, where the shape has a bit. */
  column(name: string, bit: number, pick: (capture: Capture) => ArrayLike<number>): void {
    this.one(name, (capture) => {
      const values = pick(capture);
      const { shape } = capture.table;
      return (row) => (shape[row]! & bit ? values[row]! : NaN);
    });
  }

  /** Something in a header, read at the offset of its first byte, where the shape has a bit. */
  header(
    name: string,
    header: 'network' | 'transport',
    bit: number,
    read: (bytes: Uint8Array, at: number) => number,
  ): void {
    this.one(name, (capture) => {
      const { bytes, table } = capture;
      const { shape, offset } = table;
      const start = table[header];
      return (row) => (shape[row]! & bit ? read(bytes, offset[row]! + start[row]!) : NaN);
    });
  }

  /** Something that takes more than a column, where the shape has a bit. */
  computed(name: string, bit: number, make: (capture: Capture) => Lane): void {
    this.one(name, (capture) => {
      const { shape } = capture.table;
      const get = make(capture);
      return (row) => (shape[row]! & bit ? get(row) : NaN);
    });
  }
}
