/** The exchange of data: who spoke in which packets, what was acknowledged where. */
import { endpointText } from '../../conversations/life-facts.ts';
import type { Life } from '../../conversations/life.ts';
import { sideOf } from '../../conversations/opening.ts';
import type { Side } from '../../conversations/opening.ts';
import { rowsOf, streamRows } from '../../conversations/rows.ts';
import { MARK } from '../../tcp/marks.ts';
import { bytesText, countText, durationText, numberText, packetsText } from '../../words.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph } from '../explanation.ts';
import { isText } from './udp.ts';

/** Changes of speaker that are told one by one. */
const MOST_TURNS = 10;
/** Packets behind a turn among which its acknowledgement is looked for. */
const MOST_LOOKED_AT = 2_000;

const ACK = 16;
const PSH = 8;
/** Repeated, or only there to be answered. */
const NOT_NEW = MARK.retransmission | MARK.keepAlive | MARK.zeroWindowProbe;

interface Turn {
  side: Side;
  rows: number[];
  bytes: number;
}

/** How much each end sent, then the turns of the talk. */
export function explainExchange(context: ExplainContext, life: Life): Paragraph[] {
  const about = life.facts
    .filter(({ name }) => name === 'data')
    .map(({ text, packets }) => paragraph(text, packets));
  const { capture } = context;
  const rows = rowsOf(streamRows(capture, 'tcp'), life.stream);
  const turns: Turn[] = [];
  for (const row of rows) {
    if (capture.table.payloadLength[row] === 0 || capture.table.marks[row]! & NOT_NEW) continue;
    const side = sideOf(capture, row);
    const last = turns.at(-1);
    if (last?.side === side) {
      last.rows.push(row);
      last.bytes += capture.table.payloadLength[row]!;
    } else if (turns.length > MOST_TURNS) break;
    else turns.push({ side, rows: [row], bytes: capture.table.payloadLength[row]! });
  }
  const shown = turns.slice(0, MOST_TURNS);
  const hasPush = shown.some((turn) => turn.rows.some((row) => capture.table.flags[row]! & PSH));
  const paragraphs = shown.map((turn) => turnText(context, life, rows, turn));
  if (hasPush) {
    paragraphs.push(
      paragraph(
        'PSH asks the receiver to hand the data to its program at once; it does not mark the end of a message. TCP carries a stream of bytes: how they were cut into packets need not be how the program sent them, nor how the other program will receive them.',
      ),
    );
  }
  if (turns.length > MOST_TURNS) {
    context.leftOut.push(
      `In TCP stream ${life.stream}, the exchange behind packet ${shown.at(-1)!.rows.at(-1)! + 1}; "wireside follow FILE --stream ${life.stream}" shows what was said.`,
    );
  }
  return [...about, ...paragraphs];
}

function turnText(context: ExplainContext, life: Life, rows: Uint32Array, turn: Turn): Paragraph {
  const { capture } = context;
  const { table } = capture;
  const packets = turn.rows.map((row) => row + 1);
  const [first, last] = [turn.rows[0]!, turn.rows.at(-1)!];
  const from = capture.relativeNumbers(first).sequence;
  const pushed = turn.rows.filter((row) => table.flags[row]! & PSH).map((row) => row + 1);
  const push =
    pushed.length === 0
      ? ''
      : pushed.length === packets.length
        ? ', PSH and ACK set'
        : `, PSH set in ${packetsText(pushed, 3)}`;
  const acked = acknowledgement(context, rows, last, turn.side);
  const end = acked
    ? ` Packet ${acked.packet} acknowledges all of it (${acked.number}) ${durationText(acked.time)} ${packets.length > 1 ? 'after the last' : 'later'}.`
    : ' No acknowledgement of all of it is in the capture.';
  const at = table.payload[first]!;
  const payload = capture.frame(first).subarray(at, at + table.payloadLength[first]!);
  const content = isText(payload) ? ` It begins ${context.quoted(payload)}.` : '';
  const many = packets.length > 1 ? ` over ${durationText(table.between(first, last))}` : '';
  return paragraph(
    `${endpointText(life[turn.side])} sends ${numberText(turn.bytes)} ${turn.bytes === 1 ? 'byte' : 'bytes'} in ${packets.length > 4 ? `${countText(packets.length, 'packet')} (${packetsText(packets, 4)})` : packetsText(packets, 4)}${many} (from ${bytesText(from, 1)} on${push}).${content}${end}`,
    acked ? [...packets.slice(0, 50), acked.packet] : packets.slice(0, 50),
  );
}

/** The first packet of the other end that covers everything up to the end of a row. */
function acknowledgement(
  context: ExplainContext,
  rows: Uint32Array,
  row: number,
  side: Side,
): { packet: number; number: number; time: number } | undefined {
  const { capture } = context;
  const { table } = capture;
  const wanted = (table.sequence[row]! + table.payloadLength[row]!) | 0;
  const begin = rows.indexOf(row);
  for (const other of rows.subarray(begin + 1, begin + 1 + MOST_LOOKED_AT)) {
    if (sideOf(capture, other) === side || !(table.flags[other]! & ACK)) continue;
    if (((table.acknowledgement[other]! - wanted) | 0) < 0) continue;
    const { acknowledgement: number } = capture.relativeNumbers(other);
    return { packet: other + 1, number, time: table.between(row, other) };
  }
  return undefined;
}
