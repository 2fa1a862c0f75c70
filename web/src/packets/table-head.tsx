/** The head of the table of packets: a click sorts, drags move and resize; with the keyboard Alt and Shift with the arrows. */
import { useRef } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { PACKET_TEXTS } from '../texts/packets.ts';
import type { Sort } from '../worker/packets.ts';
import { isNumber, isOwn, titleOf } from './columns.ts';
import type { Columns } from './columns.ts';

/** Height of the head in pixels. */
export const HEAD = 24;
/** Pixels by which a key resizes a column. */
const STEP = 10;

/** The head. */
export function TableHead(props: {
  columns: Columns;
  sort: Sort | undefined;
  onSort(sort: Sort | undefined): void;
}) {
  const { columns, sort, onSort } = props;
  const dragged = useRef<string>(undefined);
  const sorted = (id: string): Sort | undefined => (sort?.column === id ? sort : undefined);
  const next = (id: string): Sort | undefined => {
    const now = sorted(id);
    if (now === undefined) return { column: id, isDown: false };
    return now.isDown ? undefined : { column: id, isDown: true };
  };
  return (
    <div className="head" role="row" aria-rowindex={1} style={{ height: HEAD }}>
      {columns.columns.map(({ id, width }, place) => {
        const title = titleOf(id);
        const now = sorted(id);
        const onKeyDown = (event: KeyboardEvent): void => {
          const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
          if (event.key === 'Delete') columns.remove(id);
          else if (by === 0 || !(event.altKey || event.shiftKey)) return;
          else if (event.altKey) columns.move(id, by);
          else columns.resize(id, width + by * STEP);
          event.preventDefault();
          event.stopPropagation();
        };
        return (
          <span
            key={id}
            role="columnheader"
            aria-colindex={place + 1}
            aria-sort={now === undefined ? 'none' : now.isDown ? 'descending' : 'ascending'}
            className={isNumber(id) ? 'number' : undefined}
            draggable
            onDragStart={() => (dragged.current = id)}
            onDragOver={(event) => dragged.current !== undefined && event.preventDefault()}
            onDrop={(event) => {
              if (dragged.current === undefined) return;
              event.preventDefault();
              event.stopPropagation();
              const from = columns.columns.findIndex((column) => column.id === dragged.current);
              columns.move(dragged.current, place - from);
              dragged.current = undefined;
            }}
          >
            <button
              type="button"
              className="quiet"
              title={isOwn(id) ? PACKET_TEXTS.columnHelp[id] : id}
              onClick={() => onSort(next(id))}
              onKeyDown={onKeyDown}
            >
              {title}
              {now !== undefined && <span aria-hidden="true">{now.isDown ? ' ▾' : ' ▴'}</span>}
            </button>
            <span
              className="grip"
              aria-hidden="true"
              title={PACKET_TEXTS.resizeColumn(title)}
              onPointerDown={(event) => resize(event, width, (wide) => columns.resize(id, wide))}
            />
          </span>
        );
      })}
    </div>
  );
}

/** Follows the pointer until it is let go. */
function resize(event: PointerEvent<HTMLElement>, width: number, set: (width: number) => void): void {
  event.preventDefault();
  const grip = event.currentTarget;
  const begin = event.clientX;
  const move = ({ clientX }: globalThis.PointerEvent): void => set(width + clientX - begin);
  grip.setPointerCapture(event.pointerId);
  grip.addEventListener('pointermove', move);
  grip.addEventListener('lostpointercapture', () => grip.removeEventListener('pointermove', move), {
    once: true,
  });
}
