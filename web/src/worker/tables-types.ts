/** What rows of tables are made of. */
import type { Evidence, RowBytes } from '@wireside/trace';

/** A table that is a list. */
export type TableKind = 'calls' | 'lines' | 'messages' | 'events' | 'lookups';

/** What a filter is about. */
export type FilterKind = 'packets' | 'sockets' | TableKind;

/** What a cell points at. */
export interface CellLink {
  readonly at: Evidence;
  readonly text: string;
  /** `bad` marks what was lost. */
  readonly mood?: 'bad';
}

/** A cell: a text, with links after it. */
export interface CellText {
  readonly text: string;
  readonly links?: readonly CellLink[];
  /** A remark after the text, such as what was left out of it. */
  readonly note?: string;
}

/** A row of a table. Texts are escaped. */
export interface TableRow {
  readonly key: string;
  /** What selects it; absent for what cannot be pointed at. */
  readonly at?: Evidence;
  readonly cells: readonly (string | CellText)[];
  readonly mood?: 'bad' | 'quiet';
  /** Bytes of a stream that it is about. */
  readonly bytes?: RowBytes;
}
