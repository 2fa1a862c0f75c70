/** Why a segment counts as a retransmission, as out of order, or as following a lost one. */
import { bytesText, countText, durationText, ordinalText } from '../basics/words.ts';
import { DEFAULT_REORDERING } from '../tcp-analysis/segment-rules.ts';
import type { Copy, Moment } from './moment.ts';
import { FLOW } from '../tcp-analysis/state.ts';
import type { Reason } from './reason.ts';

/** A plain retransmission: bytes sent before, and none of the special cases. */
export function whyRetransmission(moment: Moment): Reason {
  const copies = moment.copies();
  const facts = rangeFacts(moment);
  const carries = begin(moment.carries);
  if (copies.length === 0) return neverSeen(moment, facts);
  const last = copies[0]!;
  facts.before = moment.packet(last.position);
  facts.elapsed = moment.since(last.position);
  facts.times = copies.length + 1;
  const some = last.isWhole ? '' : 'in part ';
  const when = facts.elapsed === 0 ? 'at the same time' : `${moment.sinceText(last.position)} earlier`;
  const count = copies.length > 1 ? ` (this is the ${ordinalText(copies.length + 1)} time)` : '';
  const first = `${carries} ${isOne(moment) ? 'was' : 'were'} sent before ${some}in packet ${facts.before}, ${when}${count}`;
  const isSoon = moment.since(moment.own(FLOW.nextRow)) < limit(moment);
  const soon = isSoon ? ` ${notReordered(moment)}` : '';
  return {
    text: `${first}; ${acknowledgedSince(moment, copies)}.${soon}${timerText(moment, facts)}${twiceText(moment, copies)}`,
    facts,
  };
}

/** Sent again because duplicate acknowledgments asked for it. */
export function whyFast(moment: Moment): Reason {
  const facts = rangeFacts(moment);
  const duplicates = moment.peer(FLOW.duplicates) | 0;
  const asked = moment.peerLast;
  const wanted = moment.relative(moment.peer(FLOW.lastAck));
  facts.duplicates = duplicates;
  facts.wanted = wanted;
  if (asked !== undefined) {
    facts.asked = moment.packet(asked);
    facts.elapsed = moment.since(asked);
  }
  const copies = moment.copies();
  const [copy] = copies;
  if (copy) facts.before = moment.packet(copy.position);
  const sent = copy
    ? `${begin(moment.carries)}, first seen in packet ${facts.before},`
    : begin(moment.carries);
  const when = asked === undefined ? '' : ` ${moment.sinceText(asked)} after packet ${moment.packet(asked)}`;
  const comes = `${isOne(moment) ? 'comes' : 'come'}${copy ? ' again' : ''}`;
  if (moment.peer(FLOW.lastAck) !== moment.sequence) {
    return {
      text: `${sent} ${comes}${when}, which repeated its acknowledgment and listed what else had arrived (SACK); this range is not in that list. It took less than 20 ms: the sender did not wait for its timer.${twiceText(moment, copies)}`,
      facts,
    };
  }
  const times =
    duplicates < 0
      ? 'which acknowledged bytes that the capture does not have'
      : `the acknowledgment that asked for byte ${wanted} for the ${ordinalText(duplicates + 1)} time`;
  return {
    text: `${sent} ${comes}${when}, ${times}. There were two duplicates or more, and it took less than 20 ms: the sender did not wait for its timer.${twiceText(moment, copies)}`,
    facts,
  };
}

/** Sent again although the other end had acknowledged it all. */
export function whySpurious(moment: Moment): Reason {
  const facts = rangeFacts(moment);
  const upTo = moment.relative(moment.peer(FLOW.lastAck));
  facts.acknowledged = upTo;
  const by = moment.peerLast;
  if (by !== undefined) {
    facts.by = moment.packet(by);
    facts.elapsed = moment.since(by);
  }
  const copies = moment.copies();
  const [copy] = copies;
  const before = copy ? `, sent in packet ${moment.packet(copy.position)},` : '';
  if (copy) facts.before = moment.packet(copy.position);
  const who =
    by === undefined
      ? ''
      : `: packet ${facts.by}, ${moment.sinceText(by)} earlier, has acknowledgment ${upTo}`;
  const all = `, so everything before ${upTo} had arrived`;
  return {
    text: `${begin(moment.carries)}${before} ${isOne(moment) ? 'was' : 'were'} already acknowledged${who}${all}. Sending it again was not necessary.${twiceText(moment, copies)}`,
    facts,
  };
}

/** Older than what was sent, but so soon that it was probably overtaken rather than sent again. */
export function whyOutOfOrder(moment: Moment): Reason {
  const facts = rangeFacts(moment);
  const ahead = moment.own(FLOW.nextRow);
  facts.next = moment.relative(moment.own(FLOW.next));
  facts.overtakenBy = moment.packet(ahead);
  facts.elapsed = moment.since(ahead);
  facts.limit = limit(moment);
  return {
    text: `${begin(moment.carries)} ${isOne(moment) ? 'comes' : 'come'} ${facts.elapsed === 0 ? 'right' : moment.sinceText(ahead)} after packet ${facts.overtakenBy}, which had already reached number ${facts.next}. ${limitText(moment)} packets that overtook each other are more likely than a retransmission.`,
    facts,
  };
}

/** A jump in the numbers: something before this packet is not in the capture. */
export function whyLost(moment: Moment): Reason {
  const facts = rangeFacts(moment);
  const next = moment.own(FLOW.next);
  const missing = (moment.sequence - next) >>> 0;
  const from = moment.relative(next);
  const before = moment.packet(moment.own(FLOW.nextRow));
  Object.assign(facts, { missing, missingFrom: from, before });
  const range = bytesText(from, missing);
  return {
    text: `This packet begins at number ${moment.relative(moment.sequence)}, but after packet ${before} number ${from} was the next expected: ${missing === 1 ? range : `${range} (${countText(missing, 'byte')})`} ${missing === 1 ? 'is' : 'are'} not in the capture at this point. The packet was lost on the way, is late, or the capture missed it.`,
    facts,
  };
}

function neverSeen(moment: Moment, facts: Record<string, number>): Reason {
  const ahead = moment.own(FLOW.nextRow);
  const next = moment.relative(moment.own(FLOW.next));
  Object.assign(facts, { next, overtakenBy: moment.packet(ahead), elapsed: moment.since(ahead) });
  return {
    text: `${begin(moment.carries)} ${isOne(moment) ? 'is' : 'are'} below number ${next}, which packet ${facts.overtakenBy} reached ${moment.sinceText(ahead)} earlier, but the capture has no earlier copy: it was lost before it reached the capturing host, or the capture missed it. ${notReordered(moment)}${timerText(moment, facts)}`,
    facts,
  };
}

function acknowledgedSince(moment: Moment, copies: readonly Copy[]): string {
  const it = isOne(moment) ? 'it' : 'them';
  const last = moment.peerLast;
  const lastAck = moment.peer(FLOW.lastAck);
  const since = copies.at(-1)!.position;
  if (last === undefined || last < since) {
    return `nothing came from the other end since`;
  }
  const upTo = moment.relative(lastAck);
  if (((lastAck - moment.sequence) | 0) <= 0) {
    return `nothing acknowledged ${it} since (the last acknowledgment, packet ${moment.packet(last)}, asks for ${upTo})`;
  }
  return `only what is before ${upTo} was acknowledged since, by packet ${moment.packet(last)}`;
}

/** Which segment the sender's timer may have waited for. */
function timerText(moment: Moment, facts: Record<string, number>): string {
  const origin = moment.replay.capture.tcp.rtoRow.get(moment.replay.rows[moment.position]!);
  if (origin === undefined) return '';
  const nanos = moment.replay.capture.table.between(origin, moment.replay.rows[moment.position]!);
  facts.timer = nanos;
  facts.timerFrom = origin + 1;
  if (origin + 1 === facts.before) return '';
  return ` Counted from the segment that waits in packet ${origin + 1}, the sender's timer ran ${durationText(nanos)}.`;
}

/** A reason against a retransmission: the capture may have seen one packet several times. */
function twiceText(moment: Moment, copies: readonly Copy[]): string {
  const same = copies.find(({ position }) => moment.isCopyOf(position));
  return same === undefined
    ? ''
    : ` But both are the same IP packet byte for byte, with the same identification, so this is probably packet ${moment.packet(same.position)} seen twice by the capture (on all interfaces, a bridge or a mirror port), and nothing was sent again.`;
}

function limit(moment: Moment): number {
  return moment.replay.state.initialRtt[0]! || DEFAULT_REORDERING;
}

/** Why the rules did not call an old segment out of order. */
function notReordered(moment: Moment): string {
  if (moment.since(moment.own(FLOW.nextRow)) >= limit(moment)) {
    return `${limitText(moment)} it counts as sent again, not as reordered.`;
  }
  if (moment.own(FLOW.next) === moment.end && (moment.rules === '4.0' || moment.own(FLOW.lastLength) > 0)) {
    return 'It ends exactly where the last new segment ended, so it is the same segment again, not an older one that was overtaken.';
  }
  return 'A segment that still waits for its acknowledgment covers it completely, so it is not an older one that was overtaken.';
}

function limitText(moment: Moment): string {
  const known = moment.replay.state.initialRtt[0]!;
  const than = moment.since(moment.own(FLOW.nextRow)) < limit(moment) ? 'Within' : 'Beyond';
  return known
    ? `${than} the handshake's round trip of ${durationText(known)},`
    : `${than} the 3 ms that the rules allow while no round-trip time is known,`;
}

function rangeFacts(moment: Moment): Record<string, number> {
  return {
    packet: moment.packet(moment.position),
    from: moment.relative(moment.sequence),
    length: moment.length,
  };
}

/** Whether the sentence needs the singular. */
function isOne(moment: Moment): boolean {
  return moment.length + (moment.flags & 3 ? 1 : 0) <= 1;
}

function begin(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
