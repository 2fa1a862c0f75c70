/**
 * Why a packet has its tcp.analysis marks, as sentences with the numbers.
 *
 * Nothing is stored for this while a capture is read: the analysis of the packet's stream runs again up to the packet.
 * Going through a stream's packets in order costs one such run in total.
 */
import { lowerBound } from '../basics/binary-search.ts';
import { derivedKey } from '../core/derived.ts';
import type { Packets } from '../core/packets.ts';
import { TRAITS } from '../table/table.ts';
import { MARK, MARK_NAMES } from '../tcp-analysis/marks.ts';
import { Moment } from './moment.ts';
import type { Reason, Why } from './reason.ts';
import { Replay } from './replay.ts';
import { whyAckLost, whyDuplicateAck, whyPartialAck, whyWindowUpdate } from './why-acknowledgment.ts';
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

/** The stream that was asked about last, and how far its analysis ran again. */
const LATEST = derivedKey<{ stream: number; replay: Replay | undefined }>('latest replay of TCP analysis');

/**
 * The reasons for the marks of a row, in the order of `MARK_NAMES`; empty for a row without marks. A retransmission
 * that is also fast or spurious has one reason for both marks, under the more specific name.
 */
export function why(capture: Packets, row: number): Why[] {
  const { table } = capture;
  const marks = table.marks[row] ?? 0;
  if (!(marks & ANY) || !(table.traits[row]! & TRAITS.tcp)) return [];
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

/** The state of the analysis just before a row; continues from the last question about the same stream. */
function momentOf(capture: Packets, row: number): Moment | undefined {
  const stream = capture.table.stream[row]!;
  const latest = capture.derived(LATEST, () => ({ stream, replay: undefined }));
  let replay = (latest.stream === stream ? latest.replay : undefined) ?? new Replay(capture, stream);
  const position = positionOf(replay.rows, row);
  if (position < 0) return undefined;
  if (position < replay.done) replay = new Replay(capture, stream);
  replay.standBefore(position);
  latest.stream = stream;
  latest.replay = replay;
  return new Moment(replay);
}

function positionOf(rows: Uint32Array, row: number): number {
  const position = lowerBound(rows, row);
  return rows[position] === row ? position : -1;
}
