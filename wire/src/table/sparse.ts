/** A column in which few rows have a value: two growing arrays with binary search. */
import { enlarged } from '../basics/arrays.ts';
import { lowerBound } from '../basics/binary-search.ts';

/** Numbers by row; rows must be set in ascending order. */
export class SparseColumn {
  count = 0;
  #rows = new Uint32Array(16);
  #values = new Uint32Array(16);

  /** Sets the value of a row after all others, or of the last one again. */
  set(row: number, value: number): void {
    if (this.count > 0 && this.#rows[this.count - 1] === row) {
      this.#values[this.count - 1] = value;
      return;
    }
    if (this.count === this.#rows.length) {
      this.#rows = enlarged(this.#rows, this.count * 2);
      this.#values = enlarged(this.#values, this.count * 2);
    }
    this.#rows[this.count] = row;
    this.#values[this.count] = value;
    this.count++;
  }

  /** The value of a row, or undefined. */
  get(row: number): number | undefined {
    const at = this.indexAtOrBefore(row);
    return at >= 0 && this.#rows[at] === row ? this.#values[at]! : undefined;
  }

  /** Position of the last entry whose row is at most `row`; -1 for none. */
  indexAtOrBefore(row: number): number {
    return lowerBound(this.#rows, row + 1, 0, this.count) - 1;
  }
}
