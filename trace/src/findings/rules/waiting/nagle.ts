/** Two small sends: the second segment waits for an acknowledgment that the other end delays. */
import { ACK, durationText, TRAITS } from '@wireside/wire';
import type { ActorConnection } from '../../../connection.ts';
import type { RecordSpan } from '../../../join.ts';
import { overlappingRecords } from '../../../join.ts';
import type { FoundInRun, Rule } from '../../finding.ts';
import type { ProgramView, RunView } from '../../run-view.ts';
import { callName } from '../../words.ts';

/** A segment that left this long after its send() had to wait. µs. */
const MIN_DELAY = 20_000;
/** The segment follows the acknowledgment that released it at once. µs. */
const AT_ONCE = 3_000;
/** Larger segments do not wait (RFC 9293, 3.7.4): an MSS is at least this. Bytes. */
const SMALL = 500;

/** A segment and what it waited for. */
interface Delay {
  readonly send: RecordSpan;
  readonly packet: number;
  readonly ack: number;
  readonly before: number;
  readonly delay: number;
}

/** A small segment left only when a delayed acknowledgment came. */
export const nagle: Rule = {
  id: 'nagle',
  severity: 'wrong',
  title: 'A small send that waits for a delayed acknowledgment',
  silent: 'It happened once only, the socket has TCP_NODELAY, or the segment is large or left at once.',
  source: 'RFC 9293, 3.7.4 (Nagle) and 3.8.6.3 (delayed acknowledgments); man 7 tcp, TCP_NODELAY',
  example:
    'client sends its data in two small pieces, and the second waits each time: sendto() (call 12) was called at once, but its segment (packet 9) left 40.1 ms later, ' +
    'when the other end had acknowledged the segment before it (packet 7) with packet 8. ' +
    'A small segment waits until all before it is acknowledged, and the other end delays that in the hope of an answer; it happened 30 times, 1.21 s in all. ' +
    'Give everything to one send(), or set TCP_NODELAY.',
  over: ['small-segments-wait'],
  find: (run) =>
    run.programs.flatMap((program) => program.connections.flatMap((one) => delaysOf(run, program, one))),
};

function delaysOf(run: RunView, program: ProgramView, one: ActorConnection): FoundInRun[] {
  const { model } = run;
  if (one.calls.some((n) => /TCP_(NODELAY|CORK)/.test(model.call(n)?.args ?? ''))) return [];
  const delays = waitingSegments(run, one);
  const [first] = delays;
  if (first === undefined || delays.length < 2) return [];
  const call = model.call(first.send.n)!;
  const total = delays.reduce((sum, { delay }) => sum + delay, 0);
  return [
    {
      actor: program.name,
      stream: one.connection.stream,
      text:
        `${run.nameOf(program)} sends its data in two small pieces, and the second waits each time: ${callName(call)} was called at once, ` +
        `but its segment (packet ${first.packet}) left ${durationText(first.delay * 1000)} later, when the other end had acknowledged the segment before it (packet ${first.before}) with packet ${first.ack}. ` +
        `A small segment waits until all before it is acknowledged, and the other end delays that in the hope of an answer; ` +
        `it happened ${delays.length} times, ${durationText(total * 1000)} in all.`,
      change: 'Give everything to one send(), or set TCP_NODELAY.',
      evidence: [{ call: call.n }, { packet: first.packet }, { packet: first.ack }, { packet: first.before }],
    },
  ];
}

function waitingSegments({ model }: RunView, { outgoing, connection, isClient }: ActorConnection): Delay[] {
  const { capture } = model;
  const { table } = capture;
  const rows = connection.tcp.rows;
  const placeOf = new Map<number, number>();
  for (let place = 0; place < rows.length; place++) placeOf.set(rows[place]! + 1, place);
  const found: Delay[] = [];
  for (let i = 1; i < outgoing.packets.length; i++) {
    const [before, own] = [outgoing.packets[i - 1]!, outgoing.packets[i]!];
    if (own.retransmission || before.retransmission || own.length > SMALL || before.length > SMALL) continue;
    const place = placeOf.get(own.packet)!;
    const ack = rows[place - 1];
    if (place === 0 || ack === undefined) continue;
    const isFromOther = ((table.traits[ack]! & TRAITS.fromClient) !== 0) !== isClient;
    const isPure = table.payloadLength[ack] === 0 && (table.flags[ack]! & ACK) !== 0;
    const ackAt = capture.time(ack);
    if (!isFromOther || !isPure || own.at - ackAt > AT_ONCE || ackAt - before.at < MIN_DELAY) continue;
    const [send] = overlappingRecords(outgoing.sends, own).filter(({ lane }) => lane === 'calls');
    const call = send === undefined ? undefined : model.call(send.n);
    if (send === undefined || call === undefined || send.offset > own.offset) continue;
    const delay = own.at - call.at;
    if (delay >= MIN_DELAY)
      found.push({ send, packet: own.packet, ack: ack + 1, before: before.packet, delay });
  }
  return found;
}
