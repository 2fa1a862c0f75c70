/** The columns of the table of packets: which, in which order, how wide; kept in this browser. */
import { useMemo } from 'react';
import { useSetting } from '../state/settings.ts';
import { PACKET_TEXTS } from '../texts/packets.ts';

/** A column. */
export interface Column {
  /** One of the table's own, or the name of a field. */
  readonly id: string;
  /** Pixels; the last column takes what is left if it is more. */
  readonly width: number;
}

/** The table's own columns with their first widths. */
export const OWN: Readonly<Record<keyof typeof PACKET_TEXTS.columns, number>> = {
  number: 62,
  time: 92,
  delta: 92,
  source: 128,
  destination: 128,
  protocol: 82,
  length: 64,
  stream: 64,
  info: 420,
};
const FIRST = ['number', 'time', 'source', 'destination', 'protocol', 'length', 'info'] as const;
/** Pixels. */
const [MIN_WIDTH, MAX_WIDTH, FIELD_WIDTH] = [36, 2000, 120];
/** Columns that are right-aligned: numbers. */
const NUMBERS = new Set(['number', 'time', 'delta', 'length', 'stream']);

/** Whether a column is one of the table's own. */
export const isOwn = (id: string): id is keyof typeof OWN => Object.hasOwn(OWN, id);
/** Whether a column's values stand at its right side. */
export const isNumber = (id: string): boolean => NUMBERS.has(id);
/** The title of a column. */
export const titleOf = (id: string): string => (isOwn(id) ? PACKET_TEXTS.columns[id] : id);

const DEFAULT = JSON.stringify(FIRST.map((id) => ({ id, width: OWN[id] })));

/** The columns, and what changes them. */
export interface Columns {
  readonly columns: readonly Column[];
  /** Names of the fields among them. */
  readonly fields: readonly string[];
  /** For `grid-template-columns`. */
  readonly template: string;
  /** Pixels of all together. */
  readonly width: number;
  add(id: string): void;
  remove(id: string): void;
  move(id: string, by: number): void;
  resize(id: string, width: number): void;
  restore(): void;
}

/** The columns of the setting. */
export function useColumns(): Columns {
  const [kept, keep] = useSetting('packets.columns', DEFAULT);
  return useMemo(() => {
    const columns = parse(kept);
    const change = (next: readonly Column[]): void => keep(JSON.stringify(next));
    const last = columns.length - 1;
    return {
      columns,
      fields: columns.map(({ id }) => id).filter((id) => !isOwn(id)),
      template: columns
        .map(({ width }, i) => (i === last ? `minmax(${width}px, 1fr)` : `${width}px`))
        .join(' '),
      width: columns.reduce((sum, { width }) => sum + width, 0),
      add(id) {
        if (columns.some((column) => column.id === id)) return;
        const column = { id, width: isOwn(id) ? OWN[id] : FIELD_WIDTH };
        // Before Info, which is the longest.
        const at = columns.at(-1)?.id === 'info' ? last : columns.length;
        change(columns.toSpliced(at, 0, column));
      },
      remove(id) {
        if (columns.length > 1) change(columns.filter((column) => column.id !== id));
      },
      move(id, by) {
        const from = columns.findIndex((column) => column.id === id);
        const to = Math.min(last, Math.max(0, from + by));
        change(columns.toSpliced(from, 1).toSpliced(to, 0, columns[from]!));
      },
      resize(id, width) {
        const bounded = Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width)));
        change(columns.map((column) => (column.id === id ? { id, width: bounded } : column)));
      },
      restore: () => keep(DEFAULT),
    };
  }, [kept, keep]);
}

/** What is kept may be of another version, or damaged. */
function parse(kept: string): readonly Column[] {
  try {
    const found = (JSON.parse(kept) as Partial<Column>[]).filter(
      (column): column is Column =>
        typeof column.id === 'string' && typeof column.width === 'number' && /^[\w.-]+$/.test(column.id),
    );
    if (found.length > 0) return found;
  } catch {
    // The first columns are as good.
  }
  return JSON.parse(DEFAULT) as Column[];
}
