/** The heads of the ladder's columns. */
import type { Column } from '@wireside/trace';
import { escape } from '@wireside/trace';
import type { RefObject } from 'react';
import { LADDER_TEXTS } from '../texts/ladder.ts';
import type { LadderHead } from '../worker/ladder.ts';
import { BEFORE } from './row.tsx';

/** The heads; they stay at the top. */
export function Heads({
  ref,
  head,
  hasLanes,
}: {
  ref: RefObject<HTMLDivElement | null>;
  head: LadderHead;
  hasLanes: boolean;
}) {
  return (
    <div ref={ref} className="ladder-heads" role="row" aria-rowindex={1}>
      <span role="columnheader" className="time" style={{ gridColumn: 2, gridRow: 1 }}>
        {LADDER_TEXTS.time}
      </span>
      <span role="columnheader" className="delta" style={{ gridColumn: 3, gridRow: 1 }}>
        {LADDER_TEXTS.delta}
      </span>
      {head.columns.map((column, i) => (
        <ActorHead key={i} column={column} place={BEFORE + 1 + (hasLanes ? i : 2 * i)} />
      ))}
      {!hasLanes && (
        <span
          role="columnheader"
          className="wire-head"
          style={{ gridColumn: BEFORE + 2, gridRow: 1 }}
          title={networkOf(head)}
        >
          <b>{LADDER_TEXTS.wire}</b>
          <small>{escape(networkOf(head))}</small>
        </span>
      )}
    </div>
  );
}

/** What the network does to packets, in words. */
const networkOf = ({ impairments }: LadderHead): string => impairments.join(', ');

function ActorHead({ column, place }: { column: Column; place: number }) {
  const { kind, actor, host, title, endpoints } = column;
  const name = actor ?? (kind === 'outside' ? title || LADDER_TEXTS.outside : title);
  const more = [
    ...(host === undefined || host === name ? [] : [host]),
    ...(title === name ? [] : [title]),
    ...endpoints,
  ].map(escape);
  return (
    <span
      role="columnheader"
      className={`actor ${kind}`}
      style={{ gridColumn: place, gridRow: 1 }}
      title={[escape(name), ...more].join('\n')}
    >
      <b>{escape(name)}</b>
      {host !== undefined && host !== name && <span className="host">{escape(host)}</span>}
      <small>
        {[endpoints.map(escape).join(', '), title === name ? '' : escape(title)]
          .filter((part) => part !== '')
          .join(' · ')}
      </small>
    </span>
  );
}
