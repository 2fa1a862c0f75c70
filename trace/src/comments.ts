/** Comments for the packets of a capture: which calls sent and received their bytes. */
import { closedFor, closedForText } from './closed-for.ts';
import type { CallRecord } from './format.ts';
import type { JoinedDirection } from './direction.ts';
import type { RecordSpan } from './join.ts';
import { overlappingRecords } from './join.ts';
import type { Model } from './model.ts';

/** Calls named in one comment; a packet that was read byte by byte has a thousand. */
const MAX_NAMED = 8;

/** A call as strace(1) writes it, without its arguments: `recvfrom(3) = 18`. */
export function callText(call: CallRecord): string {
  const result =
    call.ret === undefined ? '?' : call.error === undefined ? String(call.ret) : `${call.ret} ${call.error}`;
  const times = call.times === undefined ? '' : ` (${call.times} times)`;
  return `${call.name}(${call.fd ?? ''}) = ${result}${times}`;
}

/** Comments by packet number, for the packets that carry bytes of connections, and those that the system sent for an ended program. */
export function packetComments(model: Model): Map<number, string[]> {
  const comments = new Map<number, string[]>();
  const programs = model.actors.filter(({ kind }) => kind === 'program').length;
  const list = (spans: readonly RecordSpan[]): string => {
    const named = spans.slice(0, MAX_NAMED).map((span) => recordText(model, span, programs > 1));
    if (spans.length > MAX_NAMED) named.push(`and ${spans.length - MAX_NAMED} more`);
    return named.join(', ');
  };
  const add = (direction: JoinedDirection): void => {
    for (const packet of direction.packets) {
      const lines = [`bytes ${packet.offset} to ${packet.offset + packet.length - 1} of this direction`];
      if (packet.retransmission) lines.push('sent again: all of them were on the wire before');
      const { sends, carriedSends } = direction;
      const sender = list(overlappingRecords(sends.length > 0 ? sends : carriedSends, packet));
      const receiver = list(overlappingRecords(direction.receives, packet));
      if (sender !== '') lines.push(`sent by ${sender}`);
      if (receiver !== '') lines.push(`received by ${receiver}`);
      else if (direction.isReadingKnown) lines.push('never read');
      comments.set(packet.packet, lines);
    }
  };
  for (const { toServer, toClient } of model.connections) {
    add(toServer);
    add(toClient);
  }
  for (const [packet, closed] of closedFor(model))
    comments.set(packet, [...(comments.get(packet) ?? []), closedForText(closed)]);
  return comments;
}

/** A call or a peer's record in a comment. @param isNamed whether calls are those of several programs. */
function recordText(model: Model, { lane, n }: RecordSpan, isNamed: boolean): string {
  if (lane === 'calls') {
    const call = model.call(n)!;
    return `${isNamed ? `${call.actor} ` : ''}call ${n} ${callText(call)}`;
  }
  const { actor, event, message } = model.record(n)!;
  return `${actor} ${n} ${event}()${message === undefined ? '' : ` of message ${message}`}`;
}
