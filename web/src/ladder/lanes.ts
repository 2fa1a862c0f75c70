/** Where a row's cells and its packet stand when each actor has a lane, whose rail is at its left. */
import type { LadderRow, PacketCell } from '@wireside/trace';

/** The lanes that a packet's arrow crosses: from one rail up to another. */
export interface Crossing {
  readonly left: number;
  readonly right: number;
}

/** What an arrow crosses; undefined for a packet that has not two rails. */
export function crossingOf({ from, to }: Pick<PacketCell, 'from' | 'to'>): Crossing | undefined {
  if (from === undefined || to.every((column) => column === from)) return undefined;
  return { left: Math.min(from, ...to), right: Math.max(from, ...to) };
}

/** On which line of its row a cell stands, from 0, and on which one the packet. */
export interface LaneLines {
  readonly lines: number;
  readonly wire: number;
  readonly cells: readonly number[];
}

/** First what caused a packet, then the packet, then what it caused; a cell that the arrow does not cross stands beside it. */
export function linesOfLanes({ cells, wire }: LadderRow): LaneLines {
  if (wire === undefined) return { lines: 1, wire: 0, cells: cells.map(() => 0) };
  const crossing = wire.kind === 'packet' ? crossingOf(wire) : undefined;
  const isWide = wire.kind !== 'packet' || crossing === undefined;
  const isCrossed = (column: number): boolean =>
    isWide || (column >= crossing.left && column < crossing.right);
  const isCause = (column: number): boolean => wire.kind === 'packet' && column === wire.from;
  const before = cells.some(({ column }) => isCrossed(column) && isCause(column)) ? 1 : 0;
  const after = cells.some(({ column }) => isCrossed(column) && !isCause(column)) ? 1 : 0;
  return {
    lines: 1 + before + after,
    wire: before,
    cells: cells.map(({ column }) => (!isCrossed(column) ? before : isCause(column) ? 0 : before + 1)),
  };
}

/** How many lines a row has. */
export const laneLines = (row: LadderRow): number => linesOfLanes(row).lines;
