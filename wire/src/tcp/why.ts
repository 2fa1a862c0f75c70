/**
 * Why a packet has its tcp.analysis marks, in words with the numbers in them.
 *
 * Nothing is kept for this while a capture is read: the analysis of the packet's stream runs again up to the packet.
 * Going through a stream's packets in order costs one such run altogether.
 */
import type { Capture } from '../capture/capture.ts';
import { SHAPE } from '../capture/table.ts';
import { MARK, MARK_NAMES } from './marks.ts';
import { Moment } from './moment.ts';
import { Replay } from './replay.ts';
import { whyAckLost, whyDuplicateAck, whyPartialAck, whyWindowUpdate } from './why-acknowledgement.ts';
import { whyFast, whyLost, whyOutOfOrder, whyRetransmission, whySpurious } from './why-repetition.ts';
import { whyReusedPorts } from './why-reused.ts';
import {
  whyKeepAlive,
  whyKeepAliveAck,
  whyWindowFull,
  whyZeroWindow,
  whyZeroWindowProbe,
  whyZeroWindowProbeAck,
} from './why-window.ts';

/** The reason for one mark. */
export interface Why {
  /** Name of the mark in filters, behind `tcp.analysis.`. */
  mark: string;
  /** One to three sentences; numbers are relative, as Wireshark shows them, and packet numbers count from 1. */
  text: string;
  /** The numbers of the text: packet numbers, relative sequence numbers, bytes, and times in nanoseconds. */
  facts: Readonly<Record<string, number>>;
}

/** What an explainer gives; the mark's name is known to who asked it. */
export type Reason = Omit<Why, 'mark'>;

const EXPLAINERS: Readonly<Record<string, (moment: Moment) => Reason>> = {
  fast_retransmission: whyFast,
  spurious_retransmission: whySpurious,
  out_of_order: whyOutOfOrder,
  lost_segment: whyLost,
  ack_lost_segment: whyAckLost,
  duplicate_ack: whyDuplicateAck,
  keep_alive: whyKeepAlive,
  keep_alive_ack: whyKeepAliveAck,
  zero_window: whyZeroWindow,
  zero_window_probe: whyZeroWindowProbe,
  zero_window_probe_ack: whyZeroWindowProbeAck,
  window_update: whyWindowUpdate,
  window_full: whyWindowFull,
  reused_ports: whyReusedPorts,
  partial_ack: whyPartialAck,
};

const EXPLAINED: typeof MARK_NAMES = [...MARK_NAMES, [MARK.partialAck, 'partial_ack']];
const ANY = EXPLAINED.reduce((bits, [bit]) => bits | bit, 0);

const known = new WeakMap<Capture, { count: number; stream: number; replay: Replay }>();

/**
 * The reasons for the marks of a row, in the order of `MARK_NAMES`; empty for a row without marks. A retransmission
 * that is also fast or spurious has one reason for both marks, under the more special name.
 */
export function why(capture: Capture, row: number): Why[] {
  const { table } = capture;
  const marks = table.marks[row] ?? 0;
  if (!(marks & ANY) || !(table.shape[row]! & SHAPE.tcp)) return [];
  const moment = momentOf(capture, row);
  if (!moment) return [];
  const reasons: Why[] = [];
  for (const [bit, mark] of EXPLAINED) {
    if (!(marks & bit)) continue;
    if (bit === MARK.retransmission) {
      if (marks & (MARK.fastRetransmission | MARK.spuriousRetransmission)) continue;
      reasons.push({ mark, ...whyRetransmission(moment) });
    } else reasons.push({ mark, ...EXPLAINERS[mark]!(moment) });
  }
  return reasons;
}

/** The state of the analysis just before a row; goes on from where the last question about the same stream left off. */
function momentOf(capture: Capture, row: number): Moment | undefined {
  const stream = capture.table.stream[row]!;
  let kept = known.get(capture);
  if (!kept || kept.count !== capture.count || kept.stream !== stream) kept = undefined;
  let replay = kept?.replay ?? new Replay(capture, stream);
  const position = positionOf(replay.rows, row);
  if (position < 0) return undefined;
  if (position < replay.done) replay = new Replay(capture, stream);
  replay.standBefore(position);
  known.set(capture, { count: capture.count, stream, replay });
  return new Moment(replay);
}

function positionOf(rows: Uint32Array, row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return rows[low] === row ? low : -1;
}
