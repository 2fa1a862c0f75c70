/** Retransmissions: each with its reason, or the argument that there are none. */
import { endpointText } from '../../conversations/life-facts.ts';
import type { Life } from '../../conversations/life.ts';
import type { Side } from '../../conversations/opening.ts';
import { stevensSeries } from '../../series/stevens.ts';
import { why } from '../../tcp/why.ts';
import { countText, listText, packetsText } from '../../words.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph } from '../explanation.ts';

const SIDES = ['client', 'server'] as const;

/** One paragraph for each of the first retransmissions, or one with the argument. */
export function explainRepetitions(context: ExplainContext, life: Life): Paragraph[] {
  const found = SIDES.flatMap((side) => life.sent[side].retransmissions).toSorted((a, b) => a - b);
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
      `There are retransmissions: ${listText(parts)}. In the time-sequence graph (Stevens) they are the points that lie lower than a point to their left.`,
      found.slice(0, 50),
    ),
    ...reasons,
  ];
}

function absence(context: ExplainContext, life: Life): Paragraph {
  const told = SIDES.map((side) => ascent(context, life, side)).filter((text) => text !== '');
  if (told.length === 0) {
    return paragraph(
      'No data was sent in this connection, so none could be sent again, and neither SYN nor FIN came twice.',
    );
  }
  const lost = SIDES.some((side) => life.sent[side].outOfOrder > 0);
  const repeated = SIDES.reduce((sum, side) => sum + life.sent[side].duplicateAcks, 0);
  const acks =
    repeated === 0
      ? ' No acknowledgement asks for the same byte again, which it would after a loss.'
      : ` There are ${countText(repeated, 'duplicate acknowledgement')}, but nothing was sent again after them.`;
  return paragraph(
    `There are no retransmissions. ${told.join(' ')} A segment sent again would begin below a number that was reached before it${lost ? '; those that do here came so soon after the others that they were overtaken, not repeated' : ''}.${acks} In the time-sequence graph (Stevens) no point lies lower than one to its left${lost ? ', but for the overtaken ones' : ''}.`,
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
