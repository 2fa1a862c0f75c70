/** A packet as an arrow from its sender's rail to its receiver's. */
import type { Column, FoldedPacketsCell, PacketCell } from '@wireside/trace';
import {
  briefPacketText,
  columnDuration,
  escape,
  foldedPacketsText,
  packetParts,
  packetText,
  sequenceText,
  wholePacketText,
} from '@wireside/trace';
import type { CSSProperties, ReactNode } from 'react';
import { LADDER_TEXTS } from '../texts/ladder.ts';
import { messageClass, Pieces } from './pieces.tsx';

/** How an arrow lies. */
export interface ArrowProps {
  readonly cell: PacketCell;
  readonly columns: readonly Column[];
  /** The packet that acknowledges it. */
  readonly acked: number | undefined;
  readonly style: CSSProperties;
  /** Whether there is room for a few words only. */
  readonly isNarrow: boolean;
  /** Heads between its ends, of a multicast: shares of its length. */
  readonly between?: readonly number[];
  /** Where its rails are not two: it lies at one of them, or in the middle. */
  readonly kind: 'right' | 'left' | 'nobody' | 'within';
}

/** The arrow with its label. */
export function Arrow({ cell, columns, acked, style, between = [], kind, isNarrow }: ArrowProps) {
  const { lost, again, closed, to, mood, pieces = [] } = cell;
  const look = [
    'arrow',
    kind,
    mood === 'bad' || lost ? 'bad' : mood === 'quiet' || cell.length === 0 ? 'quiet' : '',
    lost ? 'lost' : '',
    again === undefined ? '' : 'again',
    // One that carries one message has its color.
    pieces.length === 1 && mood === undefined && !lost ? messageClass(pieces[0]!.message) : '',
  ].join(' ');
  const isRefused = closed !== undefined && to.includes(closed);
  const head = lost ? undefined : isRefused ? <b className="end">∅</b> : <i className="head" />;
  const shafts: ReactNode[] = [
    <i key="tail" className="shaft tail" />,
    <Label key="label" {...{ cell, columns, acked, kind, isNarrow }} />,
  ];
  if (kind === 'right' || kind === 'left') {
    shafts.push(<i key="shaft" className="shaft" />);
    if (lost)
      shafts.push(
        <b key="cross" className="cross" aria-hidden="true">
          ✕
        </b>,
        <i key="nothing" className="nothing" />,
      );
    else shafts.push(<span key="head">{head}</span>);
  } else if (kind === 'nobody') {
    shafts.push(
      <b key="nobody" className="end">
        ○
      </b>,
    );
  }
  return (
    <span
      role="gridcell"
      className={look}
      style={style}
      title={wholeText(cell, columns, acked)}
      data-at={`packet:${cell.n}`}
    >
      {shafts}
      {between.map((share) => (
        <i
          key={share}
          className="head between"
          style={{ [kind === 'left' ? 'right' : 'left']: `${share * 100}%` }}
        />
      ))}
    </span>
  );
}

function Label({
  cell,
  columns,
  acked,
  kind,
  isNarrow,
}: Pick<ArrowProps, 'cell' | 'columns' | 'acked' | 'kind' | 'isNarrow'>) {
  if (kind === 'within') {
    return (
      <span className="label">
        <span className="n">{cell.n}</span>
        <span className="text">{escape(wholePacketText(cell, columns, '▸'))}</span>
        <Pieces pieces={cell.pieces} />
      </span>
    );
  }
  const parts = packetParts(cell, columns);
  const sequence = sequenceText(cell);
  return (
    <span className="label">
      <span className="n">{cell.n}</span>
      {acked !== undefined && (
        <span className="acked" title={LADDER_TEXTS.acked(acked)} data-at={`packet:${acked}`}>
          ✓{acked}
        </span>
      )}
      <span className="text">{escape(isNarrow ? briefPacketText(cell) : packetText(cell))}</span>
      <Pieces pieces={cell.pieces} />
      <Remarks cell={cell} />
      {parts.length > 0 && <span className="parts">{escape(parts.join(', '))}</span>}
      {sequence !== undefined && <span className="sequence">{sequence}</span>}
    </span>
  );
}

/** What is unusual, with links to the packets that carry the same. */
function Remarks({ cell: { again, sentAgain, lost, marks } }: { cell: PacketCell }) {
  return (
    <>
      {again !== undefined && (
        <span className="remark link" title={LADDER_TEXTS.again(again)} data-at={`packet:${again}`}>
          ↺{again}
        </span>
      )}
      {lost && <span className="remark">{LADDER_TEXTS.lost}</span>}
      {sentAgain !== undefined && (
        <span className="remark link" title={LADDER_TEXTS.later(sentAgain)} data-at={`packet:${sentAgain}`}>
          ↻{sentAgain}
        </span>
      )}
      {marks.length > 0 && (
        <span className="remark">{marks.map((mark) => mark.replaceAll('_', ' ')).join(', ')}</span>
      )}
    </>
  );
}

/** All that is said of a packet, as text. */
export function wholeText(cell: PacketCell, columns: readonly Column[], acked: number | undefined): string {
  const sequence = sequenceText(cell);
  return [
    `${cell.n} ${escape(wholePacketText(cell, columns, '▸'))}`,
    ...(cell.pieces ?? []).map(({ message }) => `m${message}`),
    ...(sequence === undefined ? [] : [sequence]),
    ...(acked === undefined ? [] : [LADDER_TEXTS.acked(acked)]),
  ].join(' ');
}

/** Packets that are folded. */
export function FoldedPackets({ cell, style }: { cell: FoldedPacketsCell; style: CSSProperties }) {
  const { text, bytes = '', numbers } = foldedPacketsText(cell);
  const way =
    cell.from === undefined || cell.to?.[0] === undefined ? '' : cell.from < cell.to[0] ? 'right' : 'left';
  return (
    <span role="gridcell" className="folded-packets" style={style}>
      {way === 'left' && '◂ '}⋮ {text} {bytes} {numbers} {way === 'right' && ' ▸'}
    </span>
  );
}

/** A long time without anything. */
export function Gap({ duration, style }: { duration: number; style: CSSProperties }) {
  return (
    <span role="gridcell" className="gap" style={style}>
      <i /> {columnDuration(duration)} <i />
    </span>
  );
}
