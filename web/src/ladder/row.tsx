/** One row of the ladder. */
import type { LadderRow, PacketCell } from '@wireside/trace';
import { columnDuration } from '@wireside/trace';
import { memo } from 'react';
import type { CSSProperties } from 'react';
import { LADDER_TEXTS } from '../texts/ladder.ts';
import type { LadderHead, LadderMark } from '../worker/ladder.ts';
import { Arrow, FoldedPackets, Gap } from './arrow.tsx';
import { Cell } from './cell.tsx';
import { crossingOf, linesOfLanes } from './lanes.ts';

/** Grid lines of a row before the first column of an actor: marks, time, delta. */
export const BEFORE = 3;

/** What a row needs. */
export interface RowProps {
  readonly row: LadderRow | undefined;
  readonly head: LadderHead;
  readonly place: number;
  readonly top: number;
  readonly height: number;
  /** Whether each actor has a lane; otherwise the wire is between two columns. */
  readonly hasLanes: boolean;
  /** Whether there is room for a few words only. */
  readonly isNarrow: boolean;
  readonly isSelected: boolean;
  readonly isNear: boolean;
  /** Of a fold. */
  readonly isOpen: boolean;
  /** Whether it is one of the rows of a fold that is open. */
  readonly isInside: boolean;
  /** The time until the next row is longer than the distance. */
  readonly isBroken: boolean;
  readonly marks: readonly LadderMark[] | undefined;
}

/** The row. */
export const Row = memo(function Row(props: RowProps) {
  const { row, head, place, top, height, isSelected, isNear, isOpen, isInside, marks } = props;
  const style: CSSProperties = { transform: `translateY(${top}px)`, height };
  const look = [
    'moment',
    row?.kind === 'fold' ? 'fold-row' : '',
    isNear ? 'near' : '',
    isInside ? 'in-fold' : '',
  ].join(' ');
  return (
    <div
      id={`ladder-${place}`}
      role="row"
      aria-rowindex={place + 2}
      aria-selected={isSelected}
      className={look}
      style={style}
      data-place={place}
    >
      {row === undefined ? (
        <span role="gridcell" className="pending">
          {LADDER_TEXTS.pending}
        </span>
      ) : (
        <>
          <span
            role="gridcell"
            className="gutter"
            style={{ gridRow: '1 / -1' }}
            aria-expanded={row.kind === 'fold' ? isOpen : undefined}
          >
            {marks !== undefined && marks.length > 0 && <Sign marks={marks} />}
            {row.kind === 'fold' && (
              <span className="fold-sign" title={isOpen ? LADDER_TEXTS.closeFold : LADDER_TEXTS.openFold}>
                {isOpen ? '▾' : '▸'}
              </span>
            )}
          </span>
          <span role="gridcell" className="time">
            {row.kind === 'gap' ? '⋮' : ((row.at - head.start) / 1000).toFixed(2)}
          </span>
          <span role="gridcell" className="delta">
            {row.kind === 'gap' || row.delta < 1 ? '' : `+${columnDuration(row.delta)}`}
          </span>
          {props.hasLanes ? <Lanes {...props} row={row} /> : <Sides {...props} row={row} />}
          {props.isBroken && row.kind !== 'gap' && <span className="broken" aria-hidden="true" />}
        </>
      )}
    </div>
  );
});

/** The sign of what is wrong here; its text is shown by the ladder while the pointer or the focus is on it. */
function Sign({ marks }: { marks: readonly LadderMark[] }) {
  const isFail = marks.some(({ kind }) => kind === 'fail' || kind === 'wrong');
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`sign-of ${isFail ? 'fail' : 'doubt'}`}
      data-mark=""
      aria-label={marks
        .map(({ kind, text }) => `${kind === 'fail' ? LADDER_TEXTS.failed : LADDER_TEXTS.found}: ${text}`)
        .join('; ')}
    >
      {isFail ? '✗' : '!'}
    </button>
  );
}

type Drawn = RowProps & { readonly row: LadderRow };

/** Two actors: their cells at the sides, the packet in the middle. */
function Sides({ row, isNarrow, head: { columns } }: Drawn) {
  const { wire, cells, acked } = row;
  // A cell at the left has the wire too if nothing is on it.
  const isWide = ({ column }: { column: number }): boolean => column === 0 && wire === undefined;
  const middle = { gridColumn: BEFORE + 2, gridRow: 1 };
  return (
    <>
      <span className="side" style={{ gridColumn: BEFORE + 2, gridRow: '1 / -1' }} />
      {cells.map((cell, i) => (
        <Cell
          key={i}
          cell={cell}
          isNarrow={isNarrow}
          actor={row.lineActor}
          isWide={isWide(cell)}
          style={{
            gridColumn: isWide(cell) ? `${BEFORE + 1} / span 2` : BEFORE + 1 + 2 * cell.column,
            gridRow: 1,
          }}
        />
      ))}
      {wire?.kind === 'gap' && <Gap duration={wire.duration} style={middle} />}
      {wire?.kind === 'folded-packets' && <FoldedPackets cell={wire} style={middle} />}
      {wire?.kind === 'packet' && (
        <Arrow
          cell={wire}
          columns={columns}
          acked={acked}
          isNarrow={isNarrow}
          style={middle}
          kind={kindOf(wire)}
        />
      )}
    </>
  );
}

/** How the arrow of a packet lies. */
function kindOf(cell: PacketCell): 'right' | 'left' | 'nobody' | 'within' {
  const { from, to } = cell;
  if (to.length === 0) return 'nobody';
  if (from === undefined) return to[0] === 0 ? 'left' : 'right';
  if (to.every((column) => column === from)) return 'within';
  return to.some((column) => column > from) ? 'right' : 'left';
}

/** A lane for each actor, its rail at the left of its lane. */
function Lanes({ row, isNarrow, head: { columns } }: Drawn) {
  const { wire, cells, acked } = row;
  const { lines, wire: line, cells: cellLines } = linesOfLanes(row);
  return (
    <>
      {columns.map((_, i) => (
        <span key={i} className="lane" style={{ gridColumn: BEFORE + 1 + i, gridRow: `1 / ${lines + 2}` }} />
      ))}
      {cells.map((cell, i) => {
        const others = cells.filter(
          (other, k) => k !== i && cellLines[k] === cellLines[i] && other.column > cell.column,
        );
        const next = Math.min(columns.length, ...others.map(({ column }) => column));
        const end = wire?.kind === 'packet' && cellLines[i] === line ? cell.column + 1 : next;
        return (
          <Cell
            key={i}
            cell={cell}
            isNarrow={isNarrow}
            actor={row.lineActor}
            isWide={end > cell.column + 1}
            style={{
              gridColumn: `${BEFORE + 1 + cell.column} / ${BEFORE + 1 + end}`,
              gridRow: cellLines[i]! + 1,
            }}
          />
        );
      })}
      {wire?.kind === 'gap' && <Gap duration={wire.duration} style={wide(line)} />}
      {wire?.kind === 'folded-packets' && <FoldedPackets cell={wire} style={wide(line)} />}
      {wire?.kind === 'packet' &&
        arrows(wire, line).map((arrow, i) => (
          <Arrow key={i} {...arrow} columns={columns} acked={acked} isNarrow={isNarrow} cell={wire} />
        ))}
    </>
  );
}

const wide = (line: number): CSSProperties => ({ gridColumn: `${BEFORE + 1} / -1`, gridRow: line + 1 });

/** The arrows of a packet in lanes: two if it goes to both sides. */
function arrows(
  cell: PacketCell,
  line: number,
): { style: CSSProperties; kind: 'right' | 'left' | 'nobody' | 'within'; between?: number[] }[] {
  const { from, to } = cell;
  const gridRow = line + 1;
  if (from === undefined || crossingOf(cell) === undefined) {
    const column = from ?? to[0] ?? 0;
    const start = BEFORE + 1 + column;
    return [{ style: { gridColumn: `${start} / -1`, gridRow }, kind: kindOf(cell) }];
  }
  return (['left', 'right'] as const).flatMap((kind) => {
    const targets = to.filter((column) => (kind === 'left' ? column < from : column > from));
    if (targets.length === 0) return [];
    const distances = targets.map((column) => Math.abs(column - from)).toSorted((a, b) => a - b);
    const longest = distances.at(-1)!;
    const [first, last] = kind === 'left' ? [from - longest, from] : [from, from + longest];
    return [
      {
        style: { gridColumn: `${BEFORE + 1 + first} / ${BEFORE + 1 + last}`, gridRow },
        kind,
        between: distances.slice(0, -1).map((distance) => distance / longest),
      },
    ];
  });
}
