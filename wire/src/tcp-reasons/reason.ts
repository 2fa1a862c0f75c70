/** The reason for a mark of TCP analysis: a text and the numbers in it. */

/** The reason for one mark. */
export interface Why {
  /** Name of the mark in filters, after `tcp.analysis.`. */
  readonly mark: string;
  /** One to three sentences; numbers are relative, as Wireshark shows them, and packet numbers count from 1. */
  readonly text: string;
  /** The numbers of the text: packet numbers, relative sequence numbers, bytes, and times in nanoseconds. */
  readonly facts: Readonly<Record<string, number>>;
}

/** What an explainer returns; its caller knows the mark's name. */
export type Reason = Omit<Why, 'mark'>;
