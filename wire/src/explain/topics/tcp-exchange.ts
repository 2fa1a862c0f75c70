/** The exchange of data: who sent in which packets, and what was acknowledged where. */
import { endpointText } from '../../streams/tcp-streams.ts';
import type { Life } from '../../conversations/life.ts';
import { sideOf } from '../../conversations/opening.ts';
import type { Side } from '../../conversations/opening.ts';
import { rowsOf, streamRows } from '../../core/stream-rows.ts';
import { MARK } from '../../tcp-analysis/marks.ts';
import { bytesText, countText, durationText, numberText, packetsText } from '../../basics/words.ts';
import type { ExplainContext } from '../context.ts';
import { lifeFacts } from '../life-facts.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph } from '../explanation.ts';
import { isText } from './udp.ts';
import { ACK, PSH } from '../../tcp-analysis/flags.ts';

/** Maximum turns explained one by one. */
const MAX_TURNS = 10;
/** Maximum packets after a turn that are searched for its acknowledgment. */
const MAX_EXAMINED = 2_000;

/** Marks of packets that repeat data or only ask for an answer. */
const NOT_NEW = MARK.retransmission | MARK.keepAlive | MARK.zeroWindowProbe;

interface Turn {
  side: Side;
  rows: number[];
  bytes: number;
}

/** How much each end sent, then the turns of the conversation. */
export function explainExchange(context: ExplainContext, life: Life): Paragraph[] {
  const about = lifeFacts(life)
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
    } else if (turns.length > MAX_TURNS) break;
    else turns.push({ side, rows: [row], bytes: capture.table.payloadLength[row]! });
  }
  const shown = turns.slice(0, MAX_TURNS);
  const hasPush = shown.some((turn) => turn.rows.some((row) => capture.table.flags[row]! & PSH));
  const paragraphs = shown.map((turn) => turnText(context, life, rows, turn));
  if (hasPush) {
    paragraphs.push(
      paragraph(
        'PSH asks the receiver to deliver the data to its program at once; it does not mark the end of a message. TCP carries a stream of bytes: the packets need not match the calls with which one program sends and the other receives.',
      ),
    );
  }
  if (turns.length > MAX_TURNS) {
    context.leftOut.push(
      `In TCP stream ${life.stream}, the exchange after packet ${shown.at(-1)!.rows.at(-1)! + 1}; "wireside follow FILE --stream ${life.stream}" shows what was sent.`,
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
  const acked = acknowledgment(context, rows, last, turn.side);
  const end = acked
    ? ` Packet ${acked.packet} acknowledges all of it (${acked.number}) ${durationText(acked.time)} ${packets.length > 1 ? 'after the last' : 'later'}.`
    : ' The capture has no acknowledgment of all of it.';
  const at = table.payload[first]!;
  const payload = capture.frame(first).subarray(at, at + table.payloadLength[first]!);
  const content = isText(payload) ? ` It begins ${context.quoted(payload)}.` : '';
  const many = packets.length > 1 ? ` over ${durationText(table.between(first, last))}` : '';
  return paragraph(
    `${endpointText(life[turn.side])} sends ${numberText(turn.bytes)} ${turn.bytes === 1 ? 'byte' : 'bytes'} in ${packets.length > 4 ? `${countText(packets.length, 'packet')} (${packetsText(packets, 4)})` : packetsText(packets, 4)}${many} (from ${bytesText(from, 1)}${push}).${content}${end}`,
    acked ? [...packets.slice(0, 50), acked.packet] : packets.slice(0, 50),
  );
}

/** The first packet of the other end that acknowledges everything up to the end of a row. */
function acknowledgment(
  context: ExplainContext,
  rows: Uint32Array,
  row: number,
  side: Side,
): { packet: number; number: number; time: number } | undefined {
  const { capture } = context;
  const { table } = capture;
  const wanted = (table.sequence[row]! + table.payloadLength[row]!) | 0;
  const begin = rows.indexOf(row);
  for (const other of rows.subarray(begin + 1, begin + 1 + MAX_EXAMINED)) {
    if (sideOf(capture, other) === side || !(table.flags[other]! & ACK)) continue;
    if (((table.acknowledgment[other]! - wanted) | 0) < 0) continue;
    const { acknowledgment: number } = capture.relativeNumbers(other);
    return { packet: other + 1, number, time: table.between(row, other) };
  }
  return undefined;
}
