/** A column in which few rows have a value: two growing arrays, searched by halves. */

/** Numbers by row; rows must be set in ascending order. */
export class SparseColumn {
  count = 0;
  #rows = new Uint32Array(16);
  #values = new Uint32Array(16);

  /** Sets the value of a row behind all others, or of the last one again. */
  set(row: number, value: number): void {
    if (this.count > 0 && this.#rows[this.count - 1] === row) {
      this.#values[this.count - 1] = value;
      return;
    }
    if (this.count === this.#rows.length) {
      const rows = new Uint32Array(this.count * 2);
      const values = new Uint32Array(this.count * 2);
      rows.set(this.#rows);
      values.set(this.#values);
      this.#rows = rows;
      this.#values = values;
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

  /** Position of the last entry whose row is not behind `row`; -1 for none. */
  indexAtOrBefore(row: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#rows[middle]! <= row) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
