/** The tables of a run that are lists: calls, output, messages, events and lookups. */
import type { Evidence } from '@wireside/trace';
import { evidenceWord } from '@wireside/trace';
import { useCallback, useState } from 'react';
import { useAsk, useClient } from '../ask/use-ask.ts';
import { useBlocks } from '../ask/use-blocks.ts';
import { Rows } from '../parts/rows.tsx';
import { select, useAddress, useSelected } from '../state/address.ts';
import { overlaps, setHover, useHover } from '../state/hover.ts';
import '../style/tables.css';
import { TABLES } from '../texts/tables.ts';
import type { CellLink, CellText, TableKind, TableRow } from '../worker/tables-types.ts';
import { FilterBox } from '../filter/filter-box.tsx';

/** Height of a row in pixels. */
const ROW = 22;

/** The calls of programs. */
export function Calls() {
  return <Table kind="calls" />;
}

/** The lines that were printed, as a terminal would show them. */
export function Output() {
  return <Table kind="lines" />;
}

/** The messages of peers, and what became of each. */
export function Messages() {
  return <Table kind="messages" />;
}

/** What peers and the scene did. */
export function Events() {
  return <Table kind="events" />;
}

/** Questions to the name server. */
export function Lookups() {
  return <Table kind="lookups" />;
}

function Table({ kind }: { kind: TableKind }) {
  const client = useClient();
  const [filter, setFilter] = useAddress(kind);
  const { value: list } = useAsk('table', { kind, filter });
  // A filter that is being typed is often wrong for a moment: the rows before stay.
  const [shown, setShown] = useState('');
  if (list?.filter === filter && list.error === undefined && shown !== filter) setShown(filter);
  const { value: good } = useAsk('table', { kind, filter: shown });
  const at = useSelected();
  const { value: place = -1 } = useAsk(
    'tablePlace',
    at === undefined ? 'nothing' : { kind, filter: shown, at },
  );
  const [seen, setSeen] = useState<readonly [number, number]>([0, 0]);
  const ask = useCallback(
    (range: { from: number; to: number }) => client.ask('tableRows', { kind, filter: shown, ...range }),
    [client, kind, shown],
  );
  const rowAt = useBlocks<TableRow>(shown, seen, ask);
  const onVisible = useCallback((first: number, last: number) => setSeen([first, last]), []);
  if (good === undefined || good.error !== undefined) return undefined;
  const { count, total, leftOut } = good;
  return (
    <div className={`table ${kind}`}>
      <FilterBox kind={kind} value={filter} error={list?.error} onChange={setFilter} />
      {count === 0 ? (
        <p className="empty">{total === 0 && shown === '' ? TABLES.none[kind] : TABLES.noMatch}</p>
      ) : (
        <Rows
          label={TABLES.tabs[kind]}
          count={count}
          rowHeight={ROW}
          selected={at === undefined ? -1 : place}
          onVisible={onVisible}
          onSelect={(index) => {
            const row = rowAt(index);
            if (row?.at !== undefined) select(row.at);
          }}
          head={
            <div className="table-row head" role="row">
              {TABLES.columns[kind].map((title) => (
                <span role="columnheader" key={title}>
                  {title}
                </span>
              ))}
            </div>
          }
          row={(index) => <Row row={rowAt(index)} />}
        />
      )}
      <p className="count" role="status">
        {TABLES.count(count, total, TABLES.nouns[kind])}
        {leftOut !== undefined && ` ${TABLES.sceneToo(leftOut)}`}
      </p>
    </div>
  );
}

function Row({ row }: { row: TableRow | undefined }) {
  const hover = useHover();
  if (row === undefined) return <span className="pending">…</span>;
  const isNear =
    overlaps(hover.bytes, row.bytes) ||
    (hover.at !== undefined && row.at !== undefined && evidenceWord(hover.at) === evidenceWord(row.at));
  return (
    <div
      className={`table-row ${row.mood ?? ''}${isNear ? ' near' : ''}`}
      onMouseEnter={() => setHover(hoverOf(row))}
      onMouseLeave={() => setHover(undefined)}
    >
      {row.cells.map((cell, i) => (
        <span role="gridcell" key={i}>
          {typeof cell === 'string' ? cell : <Cell cell={cell} />}
        </span>
      ))}
    </div>
  );
}

function hoverOf({ at, bytes }: TableRow): { at?: Evidence; bytes?: NonNullable<TableRow['bytes']> } {
  return { ...(at === undefined ? {} : { at }), ...(bytes === undefined ? {} : { bytes }) };
}

function Cell({ cell: { text, links = [], note } }: { cell: CellText }) {
  return (
    <>
      {text}
      {links.map((link, i) => (
        <LinkTo key={i} link={link} />
      ))}
      {note !== undefined && <small> {note}</small>}
    </>
  );
}

/** A link that selects what it names. */
export function LinkTo({ link: { at, text, mood } }: { link: CellLink }) {
  return (
    <button
      type="button"
      className={`link ${mood ?? ''}`}
      // Within rows the arrow keys move; Tab would stop at each link of each row.
      tabIndex={-1}
      onClick={(event) => {
        event.stopPropagation();
        select(at);
      }}
      onMouseEnter={() => setHover({ at })}
      onMouseLeave={() => setHover(undefined)}
    >
      {text}
    </button>
  );
}
