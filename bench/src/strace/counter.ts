/** Numbers that several recorders of one run share, so that each is given once. */

/** Counts from 1. */
export class Counter {
  /** The last number that was given; 0 before the first. */
  last = 0;

  /** The next number. */
  next(): number {
    return ++this.last;
  }
}
