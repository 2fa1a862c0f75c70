/** Why a packet counts as a duplicate, an early or a partial acknowledgment, or as a window update. */
import { bytesText, countText, durationText, listText, numberText, ordinalText } from '../basics/words.ts';
import type { Moment } from './moment.ts';
import { tcpOptions } from '../protocols/tcp/option-values.ts';
import { FLOW } from '../tcp-analysis/state.ts';
import type { Reason } from './reason.ts';

/** Data bytes of the largest segment on Ethernet, without options. */
const LARGEST_SEGMENT = 1460;

/** The same acknowledgment again, without data. */
export function whyDuplicateAck(moment: Moment): Reason {
  const { capture } = moment.replay;
  const row = moment.replay.rows[moment.position]!;
  const number = capture.tcp.duplicateNumber.get(row) ?? 1;
  const first = capture.tcp.duplicateFrame.get(row) ?? 0;
  const wanted = moment.relativePeer(moment.acknowledgment);
  const blocks = (tcpOptions(capture, row).sack ?? []).map(
    ([left, right]) => [moment.relativePeer(left), moment.relativePeer(right), (right - left) >>> 0] as const,
  );
  const facts: Record<string, number> = { number, first, wanted, blocks: blocks.length };
  const isSameWindow = moment.window === moment.own(FLOW.window);
  const times = number === 1 ? 'the 1st duplicate' : `the ${ordinalText(number)} duplicate`;
  const same = isSameWindow
    ? 'same acknowledgment and window, no data'
    : 'same acknowledgment, no data; the window differs, but the packet lists what has arrived (SACK), which a window update would not do';
  const has =
    blocks.length > 0
      ? ` The receiver already has ${listText(blocks.map(([left, , length]) => bytesText(left, length)))} beyond it.`
      : '';
  const waits = moment.replay.state.rings.counts[1 - moment.side]!;
  const why =
    waits > 0
      ? ` It still waits for byte ${wanted}, and other data arrived instead.`
      : ' No captured data waits for an acknowledgment at this point.';
  return { text: `It repeats packet ${first} (${times}): ${same}.${why}${has}`, facts };
}

/** Data acknowledged that the capture does not have. */
export function whyAckLost(moment: Moment): Reason {
  const reached = moment.peer(FLOW.maxAck);
  const upTo = moment.relativePeer(moment.acknowledgment);
  const seen = moment.relativePeer(reached);
  const unseen = (moment.acknowledgment - reached) >>> 0;
  const facts = { acknowledged: upTo, seen, unseen };
  return {
    text: `It acknowledges everything before number ${upTo}, but without a gap the capture has the other end's data only up to ${seen}: ${bytesText(seen, unseen)} (${countText(unseen, 'byte')}) arrived and ${unseen === 1 ? 'is' : 'are'} not in the capture, or ${unseen === 1 ? 'appears' : 'appear'} later in it. The capture missed data; the connection did not.`,
    facts,
  };
}

/** Part of a segment acknowledged. */
export function whyPartialAck(moment: Moment): Reason {
  const row = moment.replay.rows[moment.position]!;
  const { table } = moment.replay.capture;
  const segment = table.acksFrame[row]! - 1;
  const from = moment.relativePeer(table.sequence[segment]!);
  const length = table.payloadLength[segment]!;
  const upTo = moment.relativePeer(moment.acknowledgment);
  const part = (upTo - from) >>> 0;
  const cut =
    length > LARGEST_SEGMENT
      ? 'The network card splits such a large segment only after it was captured (offload); on the wire there were several.'
      : 'Packets do not tell why the rest was not acknowledged.';
  return {
    text: `It acknowledges everything before number ${upTo}, which lies inside packet ${segment + 1} (${bytesText(from, length)}): ${countText(part, 'byte')} of its ${length}, ${durationText(table.between(segment, row))} after it was sent. ${cut}`,
    facts: { acknowledged: upTo, segment: segment + 1, from, length, part },
  };
}

/** An empty segment whose only news is the window. */
export function whyWindowUpdate(moment: Moment): Reason {
  const before = moment.own(FLOW.window);
  const upTo = moment.relativePeer(moment.acknowledgment);
  const shift = moment.own(FLOW.shift) | 0;
  const scale = shift > 0 ? 2 ** shift : 1;
  const facts: Record<string, number> = { window: moment.window * scale, before: before * scale };
  if (moment.acknowledgment !== moment.own(FLOW.lastAck)) {
    return {
      text: `It acknowledges the one byte with which the other end probed the closed window, and opens the window to ${countText(moment.window * scale, 'byte')}.`,
      facts,
    };
  }
  const verb = before === 0 ? 'opens again' : moment.window > before ? 'grows' : 'shrinks';
  return {
    text: `It carries no data and acknowledges nothing new (still ${upTo}); only the window changes, which ${verb} from ${numberText(before * scale)} to ${countText(moment.window * scale, 'byte')}.`,
    facts,
  };
}
