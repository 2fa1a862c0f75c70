/** Why a packet counts as a keep-alive, a probe, an answer to one, or as limited by a window. */
import { countText, durationText } from '../basics/words.ts';
import type { Moment } from './moment.ts';
import { FLOW } from '../tcp-analysis/state.ts';
import type { Reason } from './reason.ts';

/** The receiver's buffer is full. */
export function whyZeroWindow(moment: Moment): Reason {
  const upTo = moment.relativePeer(moment.acknowledgment);
  const isFirst = moment.own(FLOW.window) !== 0;
  const waits = moment.replay.state.rings.counts[1 - moment.side]!;
  return {
    text: `The window in this packet is 0: ${isFirst ? 'from here on' : 'still'}, its sender has no room for more data${upTo > 0 ? ` beyond number ${upTo}` : ''}. ${isFirst ? 'Its program has not read the data that has arrived' : 'Its program has still not read it'}; the other end has to wait${waits > 0 ? '' : ' before it sends more'}.`,
    facts: { acknowledged: upTo },
  };
}

/** One byte beyond a closed window (BSD, Windows). */
export function whyZeroWindowProbe(moment: Moment): Reason {
  const by = moment.peerLast;
  const facts: Record<string, number> = { from: moment.relative(moment.sequence) };
  if (by !== undefined) Object.assign(facts, { closedBy: moment.packet(by), elapsed: moment.since(by) });
  const closed =
    by === undefined ? '' : ` (window 0 in packet ${moment.packet(by)}, ${moment.sinceText(by)} earlier)`;
  return {
    text: `A single byte, number ${facts.from}, the next expected, although the other end has no room${closed}: it is sent to find out whether there is room again.`,
    facts,
  };
}

/** The window is still closed. */
export function whyZeroWindowProbeAck(moment: Moment): Reason {
  const by = moment.peerLast;
  const upTo = moment.relativePeer(moment.acknowledgment);
  const took = moment.acknowledgment !== moment.own(FLOW.lastAck);
  const facts: Record<string, number> = { acknowledged: upTo };
  if (by !== undefined) facts.probe = moment.packet(by);
  const probe = by === undefined ? 'the probe' : `the probe in packet ${moment.packet(by)}`;
  return {
    text: took
      ? `It answers ${probe}: the byte was accepted (acknowledgment ${upTo}), and the window is 0 again.`
      : `It answers ${probe}: still no room (window 0), and the byte was not accepted; number ${upTo} is still expected.`,
    facts,
  };
}

/** A segment that fills the announced window to its last byte. */
export function whyWindowFull(moment: Moment): Reason {
  const by = moment.peerLast;
  const room = moment.peerWindow ?? 0;
  const upTo = moment.relative(moment.peer(FLOW.lastAck));
  const end = moment.relative(moment.sequence + moment.length);
  const facts: Record<string, number> = { window: room, acknowledged: upTo, end };
  if (by !== undefined) facts.announcedBy = moment.packet(by);
  const source = by === undefined ? '' : ` in packet ${moment.packet(by)}`;
  return {
    text: `It ends at number ${end}, exactly where the other end's window ends: acknowledgment ${upTo} plus a window of ${countText(room, 'byte')}${source}. Nothing more may be sent until the other end makes room.`,
    facts,
  };
}

/** A segment one number below the next: nothing new, only to be answered. */
export function whyKeepAlive(moment: Moment): Reason {
  const next = moment.relative(moment.own(FLOW.next));
  const from = moment.relative(moment.sequence);
  const by = moment.peerLast;
  const isClosed = by !== undefined && moment.peer(FLOW.window) === 0;
  const facts: Record<string, number> = { from, next, length: moment.length };
  const size = moment.length === 0 ? 'No data' : 'One byte';
  const base = `${size} at number ${from}, one below the next expected (${next})`;
  if (isClosed) {
    facts.closedBy = moment.packet(by);
    return {
      text: `${base}: nothing new, sent only to get an answer. The other end's window is closed (packet ${moment.packet(by)}), so this really probes whether there is room again, as Linux does; the rules see only its form and call it a keep-alive.`,
      facts,
    };
  }
  const before = moment.own(FLOW.nextRow);
  const silent = next === 0 ? '' : ` The last new data was sent ${moment.sinceText(before)} earlier.`;
  if (next !== 0) facts.silent = moment.since(before);
  return {
    text: `${base}: nothing new, sent only to see whether the other end still answers.${silent}`,
    facts,
  };
}

/** The answer to a keep-alive. */
export function whyKeepAliveAck(moment: Moment): Reason {
  const by = moment.peerLast;
  const upTo = moment.relativePeer(moment.acknowledgment);
  const facts: Record<string, number> = { acknowledged: upTo };
  if (by === undefined) return { text: 'It answers a keep-alive.', facts };
  facts.keepAlive = moment.packet(by);
  facts.elapsed = moment.since(by);
  return {
    text: `It answers the keep-alive in packet ${facts.keepAlive} after ${durationText(moment.since(by))}, with the same acknowledgment (${upTo}) and window as before: the other end is still there.`,
    facts,
  };
}
