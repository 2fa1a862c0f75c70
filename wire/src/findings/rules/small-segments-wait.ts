/** Small segments that leave only when a delayed acknowledgment comes. */
import { durationText } from '../../basics/words.ts';
import type { Capture } from '../../core/capture.ts';
import { rowsOf, streamRows } from '../../core/stream-rows.ts';
import { endpointText } from '../../streams/tcp-streams.ts';
import { ACK, FIN, RST, SYN } from '../../tcp-analysis/flags.ts';
import { ANY_MARK } from '../../tcp-analysis/marks.ts';
import { TRAITS } from '../../table/table.ts';
import type { CaptureRule } from '../finding.ts';
import { livesOf } from '../streams.ts';

/** An acknowledgment that comes so late was delayed, and so late it was not (RFC 1122, 4.2.3.2). Nanoseconds. */
const DELAYED = { min: 35e6, max: 500e6 };
/** The segment that it released follows at once. Nanoseconds. */
const AT_ONCE = 2e6;
/** Bytes of a segment that waits: Nagle's algorithm never holds back a full one. */
const SMALL = 500;
/** From this many times on it is no accident. */
const MIN_TIMES = 3;

/** Packets of one wait. */
interface Wait {
  readonly before: number;
  readonly ack: number;
  readonly released: number;
  readonly time: number;
}

/** Nagle's algorithm at one end, delayed acknowledgments at the other. */
export const smallSegmentsWait: CaptureRule = {
  id: 'small-segments-wait',
  severity: 'suspicious',
  title: 'Small segments that wait for delayed acknowledgments',
  silent: `It happened fewer than ${MIN_TIMES} times in the connection, or the other end answered with data.`,
  source: 'RFC 9293, 3.7.4 and 3.8.6.3',
  example:
    '10.0.0.2:33984 sent a small segment (packet 7), and the next one left (packet 9) only when the acknowledgment of the first had come (packet 8), 40.1 ms later; this happened 30 times, 1.2 s in all. ' +
    'If the program has all of it at once, give it to one send(), or set TCP_NODELAY.',
  find: (capture) =>
    livesOf(capture).flatMap((life) =>
      ([TRAITS.fromClient, 0] as const).flatMap((side) => {
        const waits = waitsOf(capture, life.stream, side);
        const [first] = waits;
        if (first === undefined || waits.length < MIN_TIMES) return [];
        const total = waits.reduce((sum, { time }) => sum + time, 0);
        const own = endpointText(side === 0 ? life.server : life.client);
        return [
          {
            stream: life.stream,
            packets: [first.released, first.ack, first.before],
            text:
              `${own} sent a small segment (packet ${first.before}), and the next one left (packet ${first.released}) only when the acknowledgment of the first had come (packet ${first.ack}), ` +
              `${durationText(first.time)} later; this happened ${waits.length} times, ${durationText(total)} in all.`,
            change: 'If the program has all of it at once, give it to one send(), or set TCP_NODELAY.',
          },
        ];
      }),
    ),
};

function waitsOf(capture: Capture, stream: number, side: number): Wait[] {
  const { table } = capture;
  const rows = rowsOf(streamRows(capture, 'tcp'), stream);
  const found: Wait[] = [];
  const isOwn = (row: number): boolean => (table.traits[row]! & TRAITS.fromClient) === side;
  const isSmall = (row: number): boolean =>
    isOwn(row) &&
    table.payloadLength[row]! > 0 &&
    table.payloadLength[row]! < SMALL &&
    (table.marks[row]! & ANY_MARK) === 0;
  const isPureAck = (row: number): boolean =>
    !isOwn(row) &&
    table.payloadLength[row] === 0 &&
    (table.flags[row]! & (ACK | SYN | FIN | RST)) === ACK &&
    (table.marks[row]! & ANY_MARK) === 0;
  for (let place = 2; place < rows.length; place++) {
    const [before, ack, released] = [rows[place - 2]!, rows[place - 1]!, rows[place]!];
    if (!isSmall(before) || !isPureAck(ack) || !isSmall(released)) continue;
    const time = table.between(before, ack);
    if (time < DELAYED.min || time > DELAYED.max || table.between(ack, released) > AT_ONCE) continue;
    found.push({ before: before + 1, ack: ack + 1, released: released + 1, time });
  }
  return found;
}
