/** A row of the table of packets. */
import { escape } from '@wireside/trace';
import { numberText } from '@wireside/wire';
import { PACKET_TEXTS } from '../texts/packets.ts';
import type { PacketRow } from '../worker/packets.ts';
import type { Overview } from '../worker/session.ts';
import { streamOf } from './actions.ts';
import { isNumber, isOwn } from './columns.ts';
import type { Columns } from './columns.ts';

/** Height of a row in pixels. */
export const ROW = 22;

/** How a packet and its place are shown. */
export interface RowProps {
  readonly place: number;
  readonly top: number;
  readonly row: PacketRow | undefined;
  readonly isSelected: boolean;
  /** The cell that the keyboard is on; -1 for none. */
  readonly cell: number;
  readonly columns: Columns;
  readonly overview: Overview;
}

/** The row. */
export function Row({ place, top, row, isSelected, cell, columns, overview }: RowProps) {
  const kind = row === undefined ? undefined : PACKET_TEXTS.kinds[row.kind];
  return (
    <div
      id={`packet-${place}`}
      role="row"
      aria-rowindex={place + 2}
      aria-selected={isSelected}
      data-place={place}
      className={`row ${row?.kind ?? 'pending'}`}
      style={{ transform: `translateY(${top}px)`, height: ROW }}
    >
      {columns.columns.map(({ id }, i) => (
        <span
          key={id}
          id={`packet-${place}-${i}`}
          role="gridcell"
          data-column={id}
          className={`${isNumber(id) ? 'number' : ''}${i === cell ? ' cell' : ''}`}
        >
          {id === 'info' && kind !== undefined && (
            <span className="sign" title={kind.words} aria-hidden="true">
              {kind.sign}
            </span>
          )}
          {row === undefined ? '…' : escape(cellText(row, id, overview, columns))}
        </span>
      ))}
    </div>
  );
}

/** The text of a cell. */
export function cellText(row: PacketRow, id: string, { start }: Overview, columns: Columns): string {
  if (!isOwn(id)) return row.values[columns.fields.indexOf(id)] ?? '';
  switch (id) {
    case 'number':
      return String(row.number);
    case 'time':
      return ((row.time - start) / 1e6).toFixed(6);
    case 'delta':
      return (row.delta / 1e6).toFixed(6);
    case 'source':
      return row.src;
    case 'destination':
      return row.dst;
    case 'protocol':
      return row.protocol;
    case 'length':
      return numberText(row.length);
    case 'stream':
      return streamOf(row)?.slice(4) ?? '';
    case 'info':
      return row.info;
  }
}
