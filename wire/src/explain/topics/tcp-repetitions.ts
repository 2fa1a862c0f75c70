/** Retransmissions: each with its reason, or why there are none. */
import { endpointText } from '../../streams/tcp-streams.ts';
import type { Life } from '../../conversations/life.ts';
import type { Side } from '../../conversations/opening.ts';
import { stevensSeries } from '../../series/stevens.ts';
import { why } from '../../tcp-reasons/why.ts';
import { ACK } from '../../tcp-analysis/flags.ts';
import { countText, durationText, listText, packetsText } from '../../basics/words.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph } from '../explanation.ts';

const SIDES = ['client', 'server'] as const;

/** One paragraph for each of the first retransmissions, or one with the argument. */
export function explainRepetitions(context: ExplainContext, life: Life): Paragraph[] {
  const found = SIDES.flatMap((side) => life.sent[side].retransmissions).toSorted((a, b) => a - b);
  // The analysis does not call a SYN that is sent again a retransmission.
  const opening = life.opening.repeats
    .filter((packet) => !found.includes(packet))
    .map((packet) => openingAgain(context, life, packet));
  if (found.length === 0 && opening.length > 0)
    return [...opening, paragraph('No other segment was sent twice.')];
  if (found.length === 0) return [absence(context, life)];
  const parts = SIDES.filter((side) => life.sent[side].retransmissions.length > 0).map(
    (side) =>
      `${endpointText(life[side])} ${countText(life.sent[side].retransmissions.length, 'time')} (${packetsText(life.sent[side].retransmissions)})`,
  );
  const shown = found.slice(0, context.packets);
  if (shown.length < found.length) {
    context.leftOut.push(
      `${countText(found.length - shown.length, 'retransmission')} more in TCP stream ${life.stream}; the filter "tcp.stream == ${life.stream} && tcp.analysis.retransmission" shows all.`,
    );
  }
  const reasons = shown.flatMap((packet) =>
    why(context.capture, packet - 1)
      .filter(({ mark }) => mark.endsWith('retransmission'))
      .map(({ mark, text }) =>
        paragraph(`Packet ${packet}, ${mark.replaceAll('_', ' ')}: ${text}`, [packet]),
      ),
  );
  return [
    paragraph(
      `There are retransmissions: ${listText(parts)}. In the time-sequence graph (Stevens) they are the points that are lower than a point to their left.`,
      found.slice(0, 50),
    ),
    ...opening,
    ...reasons,
  ];
}

/** A SYN or SYN-ACK that was sent again: its sender had no answer when its timer ran out (RFC 6298, 5). */
function openingAgain({ capture }: ExplainContext, { opening }: Life, packet: number): Paragraph {
  const { table } = capture;
  const isAnswer = (table.flags[packet - 1]! & ACK) !== 0;
  const candidates = isAnswer ? [opening.synAck] : [opening.syn, opening.otherSyn];
  const first = candidates.find(
    (one) => one !== undefined && table.sequence[one - 1] === table.sequence[packet - 1],
  );
  const before =
    first === undefined
      ? ''
      : `, ${durationText(table.between(first - 1, packet - 1))} after packet ${first}, which had it first`;
  return paragraph(`Packet ${packet} is the ${isAnswer ? 'SYN-ACK' : 'SYN'} again${before}.`, [packet]);
}

function absence(context: ExplainContext, life: Life): Paragraph {
  const ascents = SIDES.map((side) => ascent(context, life, side)).filter((text) => text !== '');
  const { client, server } = life.sent;
  const segments = countText(client.packets + server.packets, 'segment');
  if (ascents.length === 0) {
    return paragraph(
      `There are no retransmissions: in this connection of ${segments} no data was sent, and no SYN or FIN was sent twice.`,
    );
  }
  const lost = SIDES.some((side) => life.sent[side].outOfOrder > 0);
  const repeated = SIDES.reduce((sum, side) => sum + life.sent[side].duplicateAcks, 0);
  const acks =
    repeated === 0
      ? ' No acknowledgment asks for the same byte twice, as it would after a loss.'
      : ` There are ${countText(repeated, 'duplicate acknowledgment')}, but nothing was sent again after them.`;
  return paragraph(
    `There are no retransmissions: no segment was sent twice in this connection of ${segments}. ${ascents.join(' ')} A segment sent again would begin below a number that was already reached${lost ? '; those that do so here arrived so soon after the others that they were overtaken, not sent again' : ''}.${acks} In the time-sequence graph (Stevens) no point is lower than one to its left${lost ? ', except the overtaken ones' : ''}.`,
  );
}

/** How the numbers of one direction rise. */
function ascent(context: ExplainContext, life: Life, side: Side): string {
  if (life.sent[side].bytes === 0) return '';
  const points = stevensSeries(context.capture, { stream: life.stream, direction: side }).filter(
    (p) => p.length > 0,
  );
  let highest = -Infinity;
  let back = 0;
  for (const { sequence, length } of points) {
    if (sequence < highest) back++;
    highest = Math.max(highest, sequence + length);
  }
  const first = points[0]?.sequence ?? 0;
  const rise = back === 0 ? 'never fall' : `fall ${countText(back, 'time')}`;
  return `The sequence numbers of the ${countText(points.length, 'segment')} from ${endpointText(life[side])} ${rise}: they go from ${first} up to ${highest}.`;
}
