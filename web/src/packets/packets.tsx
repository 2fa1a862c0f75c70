/** The list of packets with its filter. */
import { escape } from '@wireside/trace';
import { numberText } from '@wireside/wire';
import { useCallback, useState } from 'react';
import { useAsk, useClient } from '../ask/use-ask.ts';
import { useBlocks } from '../ask/use-blocks.ts';
import { Rows } from '../parts/rows.tsx';
import { select, useAddress, useSelected } from '../state/address.ts';
import { TEXTS } from '../texts.ts';
import type { Overview, PacketRow } from '../worker/session.ts';
import { FilterBox } from './filter-box.tsx';

/** Height of a row in pixels. */
const ROW = 22;

/** Packets that match the filter in the address. */
export function Packets({ overview }: { overview: Overview }) {
  const client = useClient();
  const [filter] = useAddress('filter');
  const { value: list } = useAsk('packetList', { filter });
  // A filter that is being typed is often wrong for a moment: the rows before stay.
  const [shown, setShown] = useState('');
  if (list?.error === undefined && list !== undefined && shown !== filter) setShown(filter);
  const { value: good } = useAsk('packetList', { filter: shown });
  const count = good?.count ?? 0;
  const at = useSelected();
  const n = at !== undefined && 'packet' in at ? at.packet : undefined;
  const { value: place = -1 } = useAsk('packetPlace', n === undefined ? 'nothing' : { filter: shown, n });
  const [seen, setSeen] = useState<readonly [number, number]>([0, 0]);
  const ask = useCallback(
    (range: { from: number; to: number }) => client.ask('packetRows', { filter: shown, ...range }),
    [client, shown],
  );
  const rowAt = useBlocks<PacketRow>(shown, seen, ask);
  const onVisible = useCallback((first: number, last: number) => setSeen([first, last]), []);
  return (
    <div className="packets">
      <FilterBox error={list?.error} warnings={list?.error === undefined ? (list?.warnings ?? []) : []} />
      <Rows
        label={TEXTS.tabs.packets}
        count={count}
        rowHeight={ROW}
        selected={n === undefined || rowAt(place)?.number !== n ? -1 : place}
        onVisible={onVisible}
        onSelect={(index) => {
          const row = rowAt(index);
          if (row !== undefined) select({ packet: row.number });
        }}
        head={<Head />}
        row={(index) => <Row row={rowAt(index)} start={overview.start} />}
      />
      <p className="count" role="status">
        {TEXTS.packets.count(count, overview.packets)}
      </p>
    </div>
  );
}

function Head() {
  const { number, time, source, destination, protocol, length, info } = TEXTS.packets;
  return (
    <div className="packet-row head" role="row">
      {[number, time, source, destination, protocol, length, info].map((title) => (
        <span role="columnheader" key={title}>
          {title}
        </span>
      ))}
    </div>
  );
}

function Row({ row, start }: { row: PacketRow | undefined; start: number }) {
  if (row === undefined) return <span className="pending">…</span>;
  const cells = [
    String(row.number),
    ((row.time - start) / 1e6).toFixed(6),
    row.src,
    row.dst,
    row.protocol,
    numberText(row.length),
    row.info,
  ];
  return (
    <div className={`packet-row${(row.tcp?.analysis.length ?? 0) > 0 ? ' marked' : ''}`}>
      {cells.map((text, i) => (
        <span role="gridcell" key={i}>
          {escape(text)}
        </span>
      ))}
    </div>
  );
}
