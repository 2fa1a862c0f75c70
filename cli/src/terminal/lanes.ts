/** How the columns of a terminal are shared among the lanes of a ladder. */
import type { Ladder } from '@wireside/trace';

/** Columns of each part; all of them together are the terminal's. */
export interface Lanes {
  /** Marker of the focus. */
  marker: number;
  time: number;
  /** Time since the row before; 0 where there is no room for it. */
  delta: number;
  left: number;
  middle: number;
  right: number;
  /** Digits of the numbers of calls, packets and peer's records; 0 where they are not shown. */
  calls: number;
  packets: number;
  peers: number;
}

/** From here on there are lanes; below, rows are written one under the other. */
export const NARROWEST_LANES = 60;
/** From here on there is room for the numbers of calls and of peer's records. */
const WITH_NUMBERS = 72;
/** From here on there is room for the time since the row before. */
const WITH_DELTA = 100;
const DELTA = 8;

/** Shares `width` columns. */
export function lanesFor(ladder: Ladder, width: number): Lanes {
  const most = (number: (row: Ladder['rows'][number]) => number | undefined): number =>
    String(ladder.rows.reduce((highest, row) => Math.max(highest, number(row) ?? 0), 0)).length;
  // In the narrowest terminals there is no room for numbers but the packets'.
  const isTight = width < WITH_NUMBERS;
  const calls = isTight ? 0 : most(({ call }) => call);
  const packets = most(({ packet }) => packet);
  const peers = isTight ? 0 : most(({ peer }) => peer);
  const marker = 2;
  const time = Math.max(
    ...[ladder.start, ladder.end, ladder.rows[0]?.at ?? 0].map((at) => timeText(ladder, at).length),
    5,
  );
  const delta = width >= WITH_DELTA ? DELTA : 0;
  const room = width - marker - time - 1 - delta - (delta > 0 ? 1 : 0) - 4;
  const right = Math.max(peers + (isTight ? 12 : 15), Math.floor(room * 0.25));
  const middle = Math.max(packets + 14, Math.floor(room * (width >= WITH_DELTA ? 0.38 : 0.34)));
  return { marker, time, delta, left: room - middle - right, middle, right, calls, packets, peers };
}

/** A time on the ladder's axis: ms with µs behind the point, or s where the run took long. */
export function timeText({ start, end }: Ladder, at: number): string {
  const isLong = end - start >= 10e6;
  return isLong ? ((at - start) / 1e6).toFixed(3) : ((at - start) / 1000).toFixed(2);
}

/** The unit of {@link timeText}. */
export function timeUnit({ start, end }: Ladder): string {
  return end - start >= 10e6 ? 's' : 'ms';
}
