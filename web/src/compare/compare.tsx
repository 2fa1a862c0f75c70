/** Two runs side by side, with the first difference marked and scrolled to. */
import { escape } from '@wireside/trace';
import { useCallback, useEffect, useState } from 'react';
import { useAsk, useClient } from '../ask/use-ask.ts';
import { useBlocks } from '../ask/use-blocks.ts';
import { useKey } from '../keys/registry.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { Rows } from '../parts/rows.tsx';
import type { Item } from '../api.ts';
import { go, select, useAddress } from '../state/address.ts';
import '../style/compare.css';
import { COMPARE } from '../texts/compare.ts';
import type { CompareHead, ComparedRow, ComparedSide, CompareView } from '../worker/compare.ts';
import { useOtherRun } from './other-run.ts';

/** Height of a row in pixels. */
const ROW = 22;
const VIEWS = Object.entries(COMPARE.views) as [CompareView, string][];

/** The comparison with the run in the address. */
export function Compare() {
  const [id] = useAddress('with');
  const other = useOtherRun(id);
  if (other === undefined) return <p className="empty">{COMPARE.reading}</p>;
  return <WithRun key={id} item={other} />;
}

function WithRun({ item }: { item: Item }) {
  const { id, title, what } = item;
  const url = new URL(`api/items/${id}`, location.href).href;
  const { value: head, error, isPending } = useAsk('compare', { source: { kind: 'item', what, title, url } });
  if (error !== undefined) return <ErrorNote error={error} />;
  if (head === undefined) return <p className="empty">{isPending ? COMPARE.reading : COMPARE.none}</p>;
  return <Compared head={head} item={item} />;
}

function Compared({ head, item }: { head: CompareHead; item: Item }) {
  const client = useClient();
  // The first view that differs; calls, if none does.
  const [view, setView] = useState<CompareView>(
    VIEWS.find(([name]) => head.differences[name].length > 0)?.[0] ?? 'calls',
  );
  const differences = head.differences[view];
  const [place, setPlace] = useState(differences[0] ?? -1);
  const [seen, setSeen] = useState<readonly [number, number]>([0, 0]);
  const ask = useCallback(
    (range: { from: number; to: number }) => client.ask('compareRows', { view, ...range }),
    [client, view],
  );
  const rowAt = useBlocks<ComparedRow>(view, seen, ask);
  const onVisible = useCallback((first: number, last: number) => setSeen([first, last]), []);
  const move = (step: number): void => {
    const next =
      step > 0 ? differences.find((one) => one > place) : differences.findLast((one) => one < place);
    setPlace(next ?? (step > 0 ? differences[0] : differences.at(-1)) ?? -1);
  };
  const canMove = differences.length > 0;
  useKey('next-difference', canMove ? () => move(1) : undefined);
  useKey('previous-difference', canMove ? () => move(-1) : undefined);
  const number = differences.indexOf(place) + 1;
  const show = (name: CompareView): void => {
    setView(name);
    setPlace(head.differences[name][0] ?? -1);
  };
  return (
    <div className="compare">
      <div className="compare-tools">
        <div role="radiogroup" aria-label={COMPARE.title}>
          {VIEWS.map(([name, title]) => (
            <button
              key={name}
              type="button"
              role="radio"
              aria-checked={name === view}
              onClick={() => show(name)}
            >
              {title} <small>{COMPARE.differences(head.differences[name].length)}</small>
            </button>
          ))}
        </div>
        <span role="status">
          {number > 0 ? COMPARE.place(number, differences.length) : COMPARE.differences(differences.length)}
        </span>
        <button type="button" disabled={!canMove} aria-label={COMPARE.previous} onClick={() => move(-1)}>
          ↑
        </button>
        <button type="button" disabled={!canMove} aria-label={COMPARE.next} onClick={() => move(1)}>
          ↓
        </button>
        <button type="button" onClick={() => go({ open: item.id, with: undefined, at: undefined }, 'push')}>
          {COMPARE.swap}
        </button>
        <button type="button" onClick={() => go({ with: undefined })}>
          {COMPARE.stop}
        </button>
      </div>
      {head.rows[view] === 0 ? (
        <p className="empty">{COMPARE.empty}</p>
      ) : (
        <Rows
          key={view}
          label={COMPARE.title}
          count={head.rows[view]}
          rowHeight={ROW}
          selected={place}
          onVisible={onVisible}
          onSelect={(index) => {
            setPlace(index);
            const row = rowAt(index);
            if (row !== undefined && row.kind !== 'actor' && row.left?.at !== undefined) select(row.left.at);
          }}
          head={
            <div className="compare-row head" role="row">
              <span role="columnheader">{COMPARE.left}</span>
              <span role="columnheader" aria-label={COMPARE.title} />
              <span role="columnheader">
                {COMPARE.right}: {escape(head.title)} <small>{item.result}</small>
              </span>
            </div>
          }
          row={(index) => <Row row={rowAt(index)} />}
        />
      )}
    </div>
  );
}

function Row({ row }: { row: ComparedRow | undefined }) {
  if (row === undefined) return <span className="pending">…</span>;
  if (row.kind === 'actor') {
    return (
      <div className="compare-row actor">
        <b role="gridcell">{row.title}</b>
      </div>
    );
  }
  return (
    <div className={`compare-row ${row.kind}`}>
      <Side side={row.left} />
      <span role="gridcell" className="sign" title={COMPARE.kinds[row.kind]}>
        <span aria-hidden="true">{COMPARE.signs[row.kind]}</span>
        <span className="only-read">{COMPARE.kinds[row.kind]}</span>
      </span>
      <Side side={row.right} />
    </div>
  );
}

function Side({ side }: { side: ComparedSide | undefined }) {
  return (
    <span role="gridcell" className={side === undefined ? 'side missing' : 'side'}>
      {side !== undefined && (
        <>
          <span className="time">{side.ms}</span> {side.text}
        </>
      )}
    </span>
  );
}

/** Offers to compare: `c` asks with which run, and goes back to the ladder. */
export function useCompareKey(ask: () => void): void {
  const [compared] = useAddress('with');
  useKey('compare', compared === '' ? ask : () => go({ with: undefined }));
  useEffect(() => {
    if (compared === '') return;
    document.querySelector<HTMLElement>(`[role="grid"][aria-label="${COMPARE.title}"]`)?.focus();
  }, [compared]);
}
