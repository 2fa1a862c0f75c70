/** The ladder: a column for each actor, the wire between them, one row for each moment. */
import type { ActorCell, LadderRow, PacketCell } from '@wireside/trace';
import { actorWords, escape, lineWords, packetRemark, packetText } from '@wireside/trace';
import { useCallback, useState } from 'react';
import { useAsk, useClient } from '../ask/use-ask.ts';
import { useBlocks } from '../ask/use-blocks.ts';
import { Rows } from '../parts/rows.tsx';
import { select, useAddress, useSelected } from '../state/address.ts';
import { overlaps, setHover, useHover } from '../state/hover.ts';
import { TEXTS } from '../texts.ts';
import type { LadderHead, Overview } from '../worker/session.ts';
import { evidenceOf } from './evidence-of.ts';

/** Height of a row in pixels. */
const ROW = 24;

/** The ladder of a run. */
export function Ladder({ overview }: { overview: Overview }) {
  const [rows] = useAddress('rows');
  const isFolded = rows !== 'all';
  const { value: head } = useAsk('ladder', { isFolded });
  return head === undefined ? (
    <p className="empty">{TEXTS.ladder.none}</p>
  ) : (
    <Drawn overview={overview} head={head} isFolded={isFolded} />
  );
}

function Drawn({ head, isFolded }: { overview: Overview; head: LadderHead; isFolded: boolean }) {
  const client = useClient();
  const at = useSelected();
  const { value: place = -1 } = useAsk('ladderPlace', at === undefined ? 'nothing' : { isFolded, at });
  const [seen, setSeen] = useState<readonly [number, number]>([0, 0]);
  const ask = useCallback(
    (range: { from: number; to: number }) => client.ask('ladderRows', { isFolded, ...range }),
    [client, isFolded],
  );
  const rowAt = useBlocks<LadderRow>(String(isFolded), seen, ask);
  const onVisible = useCallback((first: number, last: number) => setSeen([first, last]), []);
  return (
    <Rows
      label={TEXTS.panes.ladder}
      count={head.count}
      rowHeight={ROW}
      selected={at === undefined ? -1 : place}
      onVisible={onVisible}
      onSelect={(index) => {
        const row = rowAt(index);
        if (row !== undefined) select(evidenceOf(row));
      }}
      head={
        <div className="ladder-head" role="row">
          <span role="columnheader">{TEXTS.ladder.time}</span>
          {head.columns.map((column, i) => (
            <span role="columnheader" key={i}>
              <b>{escape(column.actor ?? column.title)}</b> <small>{column.endpoints.join(', ')}</small>
            </span>
          ))}
        </div>
      }
      row={(index) => <Row row={rowAt(index)} head={head} />}
    />
  );
}

function Row({ row, head }: { row: LadderRow | undefined; head: LadderHead }) {
  const hover = useHover();
  if (row === undefined) return <span className="pending">…</span>;
  const { wire } = row;
  return (
    <div
      className={`ladder-row ${row.kind}${overlaps(hover.bytes, row.bytes) ? ' near' : ''}`}
      onMouseEnter={() => setHover(row.bytes === undefined ? undefined : { bytes: row.bytes })}
      onMouseLeave={() => setHover(undefined)}
    >
      <span role="gridcell" className="time">
        {((row.at - head.start) / 1000).toFixed(2)}
      </span>
      {head.columns.map((_, column) => {
        const cell = row.cells.find((one) => one.column === column);
        return (
          <span role="gridcell" key={column} className="cell">
            {cell === undefined ? '' : wordsOf(cell)}
          </span>
        );
      })}
      {wire?.kind === 'packet' && <span className="wire">{wireText(wire)}</span>}
    </div>
  );
}

function wordsOf(cell: ActorCell): string {
  if (cell.kind === 'line') return `${lineWords(cell, '▸').text} ${escape(cell.bytes)}`;
  return escape(actorWords(cell).text);
}

function wireText(cell: PacketCell): string {
  return [packetText(cell), packetRemark(cell)]
    .filter((part) => part !== undefined)
    .map(escape)
    .join(' · ');
}
