/** How a ladder is laid out in a terminal: side by side, in lanes, or as a list; and what each part is given. */
import type { Ladder, LadderCell, LadderRow } from '@wireside/trace';

/** Widths that all layouts have. */
export interface Layout {
  /** Side by side: two actors and the wire between them. Lanes: one for each actor. List: one event per line. */
  readonly kind: 'sides' | 'lanes' | 'list';
  readonly width: number;
  /** Marker of the focus. */
  readonly marker: number;
  readonly time: number;
  /** Time since the row before; 0 if there is no room for it. */
  readonly delta: number;
  /** Digits of the numbers of calls and records, and of packets. */
  readonly numbers: number;
  readonly packets: number;
  /** Columns for `s1`, the stream of a packet; 0 if there is only one stream. */
  readonly streams: number;
  /** Side by side: the left actor, the wire, and the right actor. In lanes: the width of one lane is `left`. */
  readonly left: number;
  readonly middle: number;
  readonly right: number;
}

/** The narrowest terminal for two actors side by side. */
const MIN_SIDES = 72;
/** The narrowest lane; in narrower ones too little is left of a call. */
const MIN_LANE = 20;
/** From here on there is room for the time since the row before. */
const MIN_WITH_DELTA = 100;

const MARKER = 2;
const MIN_TIME = 5;
const DELTA = 8;
/** The two rails with a space after each. */
const RAILS = 4;
/** Minimum width of the right actor's text, where an address and a port fit, and of a packet's arrow. */
const MIN_RIGHT = 17;
const MIN_ARROW = 14;
/** Shares of a peer, of a second program, and of the packets; in wide terminals an arrow has room for Seq and Ack. */
const PEER_SHARE = 0.25;
const PROGRAM_SHARE = 0.33;
const PACKET_SHARE = 0.34;
const WIDE_PACKET_SHARE = 0.38;
const NARROW_PACKET_SHARE = 0.32;

/** Runs of this length or more have a time axis in seconds, µs. */
const MIN_IN_SECONDS = 10e6;

/** Lays out a ladder in the `width` columns of a terminal. */
export function layoutOf(ladder: Ladder, width: number): Layout {
  const common = commonWidths(ladder, width);
  const { marker, time, delta, packets, streams } = common;
  const room = width - marker - time - 1 - (delta > 0 ? delta + 1 : 0);
  const count = ladder.columns.length;
  if (count <= 2) return width < MIN_SIDES ? listOf(common, width) : sidesOf(ladder, common, room, width);
  // The packet's number stands before the lanes.
  const lane = Math.floor((room - packets - 1 - (streams > 0 ? streams + 1 : 0)) / count);
  if (lane < MIN_LANE) return listOf(common, width);
  return { ...common, kind: 'lanes', width, left: lane, middle: 0, right: 0 };
}

type Common = Pick<Layout, 'marker' | 'time' | 'delta' | 'numbers' | 'packets' | 'streams'>;

function commonWidths(ladder: Ladder, width: number): Common {
  const digits = (number: (row: LadderRow) => number | undefined): number =>
    String(ladder.rows.reduce((highest, row) => Math.max(highest, number(row) ?? 0), 0)).length;
  const time = Math.max(
    ...[ladder.start, ladder.end, ladder.rows[0]?.at ?? 0].map((at) => timeText(ladder, at).length),
    MIN_TIME,
  );
  const stream = ladder.rows.reduce((highest, { wire }) => Math.max(highest, streamOf(wire) ?? -1), -1);
  return {
    marker: MARKER,
    time,
    delta: width >= MIN_WITH_DELTA ? DELTA : 0,
    numbers: digits(({ call = 0, peer = 0 }) => Math.max(call, peer)),
    packets: digits(({ packet }) => packet),
    streams: stream < 0 ? 0 : `s${stream}`.length,
  };
}

/** The stream of a packet, if the run has several. */
export const streamOf = (cell: LadderCell | undefined): number | undefined =>
  cell?.kind === 'packet' ? cell.stream : undefined;

function listOf(common: Common, width: number): Layout {
  return { ...common, kind: 'list', delta: 0, width, left: width, middle: 0, right: 0 };
}

function sidesOf({ columns }: Ladder, common: Common, all: number, width: number): Layout {
  const { delta, numbers, packets, streams } = common;
  const room = all - RAILS;
  const isPeer = columns[1]?.kind !== 'program';
  const right = Math.max(numbers + MIN_RIGHT, Math.floor(room * (isPeer ? PEER_SHARE : PROGRAM_SHARE)));
  const share = !isPeer ? NARROW_PACKET_SHARE : delta > 0 ? WIDE_PACKET_SHARE : PACKET_SHARE;
  const minMiddle = packets + MIN_ARROW + (streams > 0 ? streams + 1 : 0);
  const middle = Math.max(minMiddle, Math.floor(room * share));
  return { ...common, kind: 'sides', width, left: room - middle - right, middle, right };
}

/** A time on the ladder's axis: ms with two decimals, or s with three if the run took long. */
export function timeText(ladder: Ladder, at: number): string {
  const time = at - ladder.start;
  return isLong(ladder) ? (time / 1e6).toFixed(3) : (time / 1000).toFixed(2);
}

/** The unit of {@link timeText}. */
export function timeUnit(ladder: Ladder): string {
  return isLong(ladder) ? 's' : 'ms';
}

const isLong = ({ start, end }: Ladder): boolean => end - start >= MIN_IN_SECONDS;
