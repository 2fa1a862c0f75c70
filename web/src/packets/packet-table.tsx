/** The table of packets: a grid with one tab stop, in which the arrows move the selected row and the cell. */
import { useCallback, useEffect, useState } from 'react';
import type { KeyboardEvent, MouseEvent, PointerEvent } from 'react';
import { useAsk, useClient } from '../ask/use-ask.ts';
import { useBlocks } from '../ask/use-blocks.ts';
import { useLongScroll } from '../parts/long-scroll.ts';
import type { LongScroll } from '../parts/long-scroll.ts';
import { nextPlace } from '../parts/steps.ts';
import { select, useSelected } from '../state/address.ts';
import { setHover } from '../state/hover.ts';
import { PACKET_TEXTS } from '../texts/packets.ts';
import type { ListChoice, PacketRow, Sort } from '../worker/packets.ts';
import type { Overview } from '../worker/session.ts';
import type { Columns } from './columns.ts';
import { usePacketMenu, useWhy } from './packet-menu.tsx';
import { Row, ROW } from './packet-row.tsx';
import { HEAD, TableHead } from './table-head.tsx';

/** What the table shows. */
export interface PacketTableProps {
  readonly overview: Overview;
  /** Undefined until there is a list. */
  readonly choice: ListChoice | undefined;
  readonly count: number;
  readonly columns: Columns;
  readonly sort: Sort | undefined;
  onSort(sort: Sort | undefined): void;
}

/** The table. */
export function PacketTable(props: PacketTableProps) {
  const { overview, choice, count, columns, sort, onSort } = props;
  const scroll = useLongScroll(count, ROW, HEAD);
  const { show } = scroll;
  const { ask, rowAt, place } = useRows(props, scroll);
  const [cell, setCell] = useState(0);
  const menu = usePacketMenu(overview, columns);
  const tip = useWhy();

  const selectPlace = async (next: number): Promise<void> => {
    if (count === 0 || choice === undefined) return;
    const wanted = Math.min(count - 1, Math.max(0, next));
    show(wanted);
    const row = rowAt(wanted) ?? (await ask({ from: wanted, to: wanted + 1 }))[0];
    if (row !== undefined) select({ packet: row.number });
  };
  const onContextMenu = (event: MouseEvent): void => {
    const target = (event.target as Element).closest<HTMLElement>('[data-column]');
    const rowPlace = target?.closest<HTMLElement>('[data-place]')?.dataset['place'];
    const row = rowAt(rowPlace === undefined ? place : Number(rowPlace));
    if (row === undefined) return;
    event.preventDefault();
    const column = target?.dataset['column'] ?? columns.columns[cell]?.id ?? 'info';
    const box = document.querySelector(`#packet-${place}`)?.getBoundingClientRect();
    const isByKey = rowPlace === undefined && box !== undefined;
    select({ packet: row.number });
    const where = isByKey ? { x: box.left + 60, y: box.bottom } : { x: event.clientX, y: event.clientY };
    void menu.open(row, column, where);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // The head has keys of its own.
    if (event.target !== event.currentTarget) return;
    const next = nextPlace(event.key, place, count, () => scroll.page);
    const row = rowAt(place);
    if (next !== undefined) void selectPlace(next);
    else if (event.key === 'ArrowRight') setCell(Math.min(columns.columns.length - 1, cell + 1));
    else if (event.key === 'ArrowLeft') setCell(Math.max(0, cell - 1));
    else if (event.key === 'm' && row !== undefined) {
      const box = document.querySelector(`#packet-${place}-${cell}`)?.getBoundingClientRect();
      void menu.open(row, columns.columns[cell]!.id, { x: box?.left ?? 0, y: box?.bottom ?? 0 });
    } else return;
    event.preventDefault();
  };
  const onPointerOver = async (event: PointerEvent): Promise<void> => {
    const rowPlace = (event.target as Element).closest<HTMLElement>('[data-place]')?.dataset['place'];
    const row = rowPlace === undefined ? undefined : rowAt(Number(rowPlace));
    setHover(row === undefined ? undefined : { at: { packet: row.number } });
    await tip.show(row, event.clientX, event.clientY);
  };
  const drawn = Array.from({ length: Math.max(0, scroll.end - scroll.first) }, (_, i) => scroll.first + i);
  return (
    <>
      <div
        ref={scroll.scroller}
        className="rows packet-table"
        role="grid"
        aria-label={PACKET_TEXTS.title}
        aria-rowcount={count + 1}
        aria-colcount={columns.columns.length}
        aria-activedescendant={
          place >= scroll.first && place < scroll.end ? `packet-${place}-${cell}` : undefined
        }
        tabIndex={0}
        style={{ '--columns': columns.template, '--width': `${columns.width}px` } as never}
        onKeyDown={onKey}
        onContextMenu={onContextMenu}
        onPointerOver={(event) => void onPointerOver(event)}
        onPointerLeave={() => {
          setHover(undefined);
          tip.hide();
        }}
        onClick={(event) => {
          const target = event.target as Element;
          const clicked = target.closest<HTMLElement>('[data-place]')?.dataset['place'];
          if (clicked === undefined) return;
          const column = target.closest<HTMLElement>('[data-column]')?.dataset['column'];
          setCell(
            Math.max(
              0,
              columns.columns.findIndex(({ id }) => id === column),
            ),
          );
          void selectPlace(Number(clicked));
        }}
      >
        <TableHead columns={columns} sort={sort} onSort={onSort} />
        <div className="content" role="rowgroup" style={{ height: scroll.height }}>
          {drawn.map((index) => (
            <Row
              key={index}
              place={index}
              top={scroll.offset(index)}
              row={rowAt(index)}
              isSelected={index === place}
              cell={index === place ? cell : -1}
              columns={columns}
              overview={overview}
            />
          ))}
        </div>
      </div>
      {tip.shown}
      {menu.shown}
    </>
  );
}

/** The rows of the list, and the place of the selected one, which is brought into view; -1 if the list leaves it out. */
function useRows({ choice, count, columns, sort }: PacketTableProps, scroll: LongScroll) {
  const client = useClient();
  const { show } = scroll;
  const at = useSelected();
  const n = at !== undefined && 'packet' in at ? at.packet : undefined;
  const asked = choice === undefined || n === undefined ? 'nothing' : { ...choice, n };
  const { value: found = -1 } = useAsk('packetPlace', asked);
  const listKey = JSON.stringify(choice);
  // An order changes as a whole when packets are added.
  const key = `${listKey} ${columns.fields.join(' ')} ${sort === undefined ? '' : count}`;
  const ask = useCallback(
    (range: { from: number; to: number }) =>
      client.ask('packetRows', { ...(JSON.parse(listKey) as ListChoice), fields: columns.fields, ...range }),
    [client, listKey, columns.fields],
  );
  const rowAt = useBlocks<PacketRow>(
    key,
    [scroll.first, Math.max(scroll.first, scroll.end - 1)],
    choice === undefined ? nothing : ask,
    count,
  );
  // A packet that the filter leaves out has a place too: that of the next one.
  const place = n !== undefined && (rowAt(found)?.number ?? n) === n ? found : -1;
  useEffect(() => {
    if (found >= 0) show(found);
    // Not again when more packets come.
  }, [found, n, listKey]);
  return { ask, rowAt, place };
}

const nothing = (): Promise<readonly PacketRow[]> => Promise.resolve([]);
