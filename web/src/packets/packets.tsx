/** The packets: the filter, the table, how many there are. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useAddress } from '../state/address.ts';
import '../style/packets.css';
import { PACKET_TEXTS } from '../texts/packets.ts';
import type { Sort } from '../worker/packets.ts';
import type { Overview } from '../worker/session.ts';
import { ColumnsMenu } from './columns-menu.tsx';
import { useColumns } from './columns.ts';
import { FilterBox } from '../filter/filter-box.tsx';
import { useFilters } from '../filter/filters.ts';
import { PacketTable } from './packet-table.tsx';
import { useList } from './use-list.ts';

/** Milliseconds without a change after which a filter is in the address, and after which it is kept. */
const [INTO_ADDRESS, INTO_HISTORY] = [300, 4000];

/** Packets that match the filter. */
export function Packets({ overview }: { overview: Overview }) {
  const [filter, type] = useTyped();
  const [sort, setSort] = useState<Sort>();
  const { listed, error, isPending } = useList({ filter, ...(sort === undefined ? {} : { sort }) });
  const columns = useColumns();
  const { use } = useFilters('packets');
  const count = listed?.count ?? 0;
  const isGood = error === undefined && !isPending && count > 0;
  useEffect(() => {
    if (!isGood || filter === '') return undefined;
    const timer = setTimeout(() => use(filter), INTO_HISTORY);
    return () => clearTimeout(timer);
  }, [filter, isGood, use]);
  const { reading } = overview;
  const share = reading?.of === undefined ? undefined : reading.bytes / reading.of;
  return (
    <div className="packets">
      <FilterBox
        kind="packets"
        value={filter}
        onChange={type}
        error={error}
        warnings={listed?.warnings ?? []}
      />
      <PacketTable
        overview={overview}
        choice={listed?.choice}
        count={count}
        columns={columns}
        sort={sort}
        onSort={setSort}
      />
      {listed !== undefined && count === 0 && (
        <p className="empty">{overview.packets === 0 ? PACKET_TEXTS.empty : PACKET_TEXTS.none}</p>
      )}
      <div className="count tools">
        <span role="status">
          {PACKET_TEXTS.count(count, Math.max(count, overview.packets))}
          {reading !== undefined && `, ${PACKET_TEXTS.reading(share)}`}
        </span>
        {isPending && <Working />}
        <span className="space" />
        <ColumnsMenu columns={columns} />
      </div>
    </div>
  );
}

/** Said only when it takes a moment: style/packets.css shows it late. */
function Working() {
  return <span className="working">{PACKET_TEXTS.working} …</span>;
}

/** The filter as it is typed; the address has it a little later, and what else changes the address changes it. */
function useTyped(): [text: string, type: (text: string) => void] {
  const [address, set] = useAddress('filter');
  const [text, setText] = useState(address);
  const known = useRef(address);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** What was typed, until the address has it. */
  const typed = useRef<string>(undefined);
  const keep = useCallback(() => {
    clearTimeout(timer.current);
    if (typed.current === undefined) return;
    known.current = typed.current;
    typed.current = undefined;
    set(known.current);
  }, [set]);
  useEffect(() => {
    if (address === known.current) return;
    known.current = address;
    typed.current = undefined;
    clearTimeout(timer.current);
    setText(address);
  }, [address]);
  // Another run may be opened before the address has it.
  useEffect(() => keep, [keep]);
  const type = useCallback(
    (next: string) => {
      setText(next);
      typed.current = next;
      clearTimeout(timer.current);
      timer.current = setTimeout(keep, INTO_ADDRESS);
    },
    [keep],
  );
  return [text, type];
}
