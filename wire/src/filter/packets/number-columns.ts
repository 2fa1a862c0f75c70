/**
 * Number columns: fields whose values are in the table's columns, or at a fixed place in a header that a column points
 * to.
 */
import type { Capture } from '../../core/capture.ts';

/**
 * The value of a row as a number (1 for a label, nanoseconds for a duration, 48 bits for a hardware address); NaN for
 * none.
 */
export type NumberColumn = (row: number) => number;

/** Makes a field's columns over a capture: two if the field has a value for each end. */
export type MakeColumns = (capture: Capture) => readonly NumberColumn[];

/** The columns of one group of protocols, by field name. */
export class NumberColumnGroup {
  readonly makes = new Map<string, MakeColumns>();

  /** One column. */
  one(name: string, make: (capture: Capture) => NumberColumn): void {
    this.makes.set(name, (capture) => [make(capture)]);
  }

  /** The columns of two other fields together. */
  bothEnds(name: string, source: string, destination: string): void {
    const [one, other] = [this.makes.get(source)!, this.makes.get(destination)!];
    this.makes.set(name, (capture) => [...one(capture), ...other(capture)]);
  }

  /** A column of the table, for packets with a trait. */
  column(name: string, bit: number, pick: (capture: Capture) => ArrayLike<number>): void {
    this.one(name, (capture) => {
      const values = pick(capture);
      const { traits } = capture.table;
      return (row) => (traits[row]! & bit ? values[row]! : NaN);
    });
  }

  /** A value in a header, read relative to the header's first byte, for packets with a trait. */
  header(
    name: string,
    header: 'network' | 'transport',
    bit: number,
    read: (bytes: Uint8Array, at: number) => number,
  ): void {
    this.one(name, (capture) => {
      const { bytes, table } = capture;
      const { traits, offset } = table;
      const start = table[header];
      return (row) => (traits[row]! & bit ? read(bytes, offset[row]! + start[row]!) : NaN);
    });
  }

  /** A computed value, for packets with a trait. */
  computed(name: string, bit: number, make: (capture: Capture) => NumberColumn): void {
    this.one(name, (capture) => {
      const { traits } = capture.table;
      const get = make(capture);
      return (row) => (traits[row]! & bit ? get(row) : NaN);
    });
  }
}
