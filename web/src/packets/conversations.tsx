/** The conversations of a capture: who with whom, how much, for how long, how opened and closed. */
import { durationText, numberText } from '@wireside/wire';
import { useMemo, useState } from 'react';
import { useAsk } from '../ask/use-ask.ts';
import { Menu } from '../parts/menu.tsx';
import type { MenuPlace } from '../parts/menu.tsx';
import { Rows } from '../parts/rows.tsx';
import { go, useAddress } from '../state/address.ts';
import '../style/packets.css';
import { PACKET_TEXTS } from '../texts/packets.ts';
import type { Conversation } from '../worker/packets-streams.ts';
import type { Overview } from '../worker/session.ts';
import { filterItems, streamItems } from './actions.ts';
import { streamWord } from './use-stream.ts';

const TEXTS = PACKET_TEXTS.conversation;
/** Pixels. */
const ROW = 22;

/** A column: its title, what it is sorted by, what it shows. */
interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
  key(one: Conversation): number | string;
  text(one: Conversation, start: number): string;
}

const COLUMNS: readonly Column[] = [
  {
    title: TEXTS.stream,
    key: ({ protocol, stream }) => (protocol === 'tcp' ? stream : 1e9 + stream),
    text: ({ protocol, stream }) => `${protocol.toUpperCase()} ${stream}`,
  },
  { title: TEXTS.client, key: ({ client }) => client, text: ({ client }) => client },
  { title: TEXTS.server, key: ({ server }) => server, text: ({ server }) => server },
  ...(['packets', 'bytes'] as const).flatMap((what) =>
    ([0, 1] as const).map((side) => ({
      title: TEXTS[`${what}${side === 0 ? 'Out' : 'Back'}`],
      isNumber: true,
      key: (one: Conversation) => one[what][side],
      text: (one: Conversation) => numberText(one[what][side]),
    })),
  ),
  {
    title: TEXTS.start,
    isNumber: true,
    key: ({ start }) => start,
    text: (one, start) => ((one.start - start) / 1e6).toFixed(6),
  },
  {
    title: TEXTS.duration,
    isNumber: true,
    key: ({ duration }) => duration,
    text: ({ duration }) => durationText(duration * 1000),
  },
  {
    title: TEXTS.opened,
    key: ({ opening = '' }) => opening,
    text: ({ opening }) => (opening === undefined ? '' : TEXTS.opening[opening]),
  },
  {
    title: TEXTS.closed,
    key: ({ closing = '' }) => closing,
    text: ({ closing, closedBy }) =>
      closing === undefined
        ? ''
        : TEXTS.closing[closing] + (closedBy === undefined ? '' : TEXTS.by(closedBy)),
  },
];

/** The view. */
export function Conversations({ overview }: { overview: Overview }) {
  const { value } = useAsk('conversations', undefined);
  const [filter] = useAddress('filter');
  const [sort, setSort] = useState<{ column: number; isDown: boolean }>({ column: 0, isDown: false });
  const [menu, setMenu] = useState<{ place: MenuPlace; one: Conversation }>();
  const sorted = useMemo(() => {
    const { key } = COLUMNS[sort.column]!;
    const sign = sort.isDown ? -1 : 1;
    return (value ?? []).toSorted((a, b) => {
      const [x, y] = [key(a), key(b)];
      return x === y ? 0 : x < y ? -sign : sign;
    });
  }, [value, sort]);
  if (value === undefined) return undefined;
  if (value.length === 0) return <p className="empty">{TEXTS.none}</p>;
  const choose = (place: number): void => {
    const one = sorted[place];
    if (one !== undefined) go({ filter: one.filter, stream: streamWord(one) });
  };
  return (
    <div className="conversations">
      <div
        className="conversation-rows"
        onContextMenu={(event) => {
          const row = (event.target as Element).closest('[aria-rowindex]');
          const one = sorted[Number(row?.getAttribute('aria-rowindex')) - 1];
          if (one === undefined) return;
          event.preventDefault();
          setMenu({ place: { x: event.clientX, y: event.clientY }, one });
        }}
      >
        <Rows
          label={PACKET_TEXTS.conversations}
          count={sorted.length}
          rowHeight={ROW}
          selected={sorted.findIndex((one) => one.filter === filter)}
          onSelect={choose}
          onVisible={() => {}}
          head={
            <div className="conversation head" role="row">
              {COLUMNS.map(({ title, isNumber }, column) => (
                <span
                  key={title}
                  role="columnheader"
                  className={isNumber === true ? 'number' : undefined}
                  aria-sort={sort.column !== column ? 'none' : sort.isDown ? 'descending' : 'ascending'}
                >
                  <button
                    type="button"
                    className="quiet"
                    onClick={() => setSort({ column, isDown: sort.column === column && !sort.isDown })}
                  >
                    {title}
                    {sort.column === column && (sort.isDown ? ' ▾' : ' ▴')}
                  </button>
                </span>
              ))}
            </div>
          }
          row={(place) => <Row one={sorted[place]!} start={overview.start} />}
        />
      </div>
      <p className="count soft">{TEXTS.hint}</p>
      {menu !== undefined && (
        <Menu
          label={PACKET_TEXTS.menu.label}
          place={menu.place}
          items={[...filterItems(menu.one.filter), undefined, ...streamItems(streamWord(menu.one))]}
          onClose={() => setMenu(undefined)}
        />
      )}
    </div>
  );
}

function Row({ one, start }: { one: Conversation; start: number }) {
  const isUnknown = one.protocol === 'tcp' && one.opening === undefined;
  const { value: life } = useAsk('streamLife', isUnknown ? { stream: one.stream } : 'nothing');
  const whole = life === undefined ? one : { ...one, ...life };
  return (
    <div className="conversation">
      {COLUMNS.map(({ title, isNumber, text }) => (
        <span key={title} role="gridcell" className={isNumber === true ? 'number' : undefined}>
          {text(whole, start)}
        </span>
      ))}
    </div>
  );
}
