/** Comments for the packets of a capture: which calls sent and received their bytes. */
import type { CallRecord, PeerRecord } from './format.ts';
import {
  type JoinedConnection,
  type JoinedDirection,
  joinTrace,
  overlappingRecords,
  type RecordSpan,
} from './join.ts';
import type { Trace } from './trace.ts';

/** Calls named in one comment; a packet that was read byte by byte has a thousand. */
const MOST_NAMED = 8;

/** `recvfrom(3) = 18`, as strace writes it but for the bytes. */
export function callText(call: CallRecord): string {
  const result =
    call.ret === null ? '?' : call.error === undefined ? String(call.ret) : `${call.ret} ${call.error}`;
  const times = call.times === undefined ? '' : ` (${call.times} times)`;
  return `${call.name}(${call.fd ?? ''}) = ${result}${times}`;
}

/** Comments by packet number, for those packets that carry bytes of a connection of the program's. */
export function packetComments(
  trace: Trace,
  connections: readonly JoinedConnection[] = joinTrace(trace),
): Map<number, string[]> {
  const calls = new Map(trace.calls.map((call) => [call.n, call]));
  const events = new Map(trace.peer.map((record) => [record.n, record]));
  const comments = new Map<number, string[]>();
  const list = (spans: readonly RecordSpan[], text: (n: number) => string): string => {
    const named = spans.slice(0, MOST_NAMED).map(({ n }) => text(n));
    if (spans.length > MOST_NAMED) named.push(`and ${spans.length - MOST_NAMED} more`);
    return named.join(', ');
  };
  const ofCall = (n: number): string => `call ${n} ${callText(calls.get(n) as CallRecord)}`;
  const ofPeer = (n: number): string => {
    const { peer, event, message } = events.get(n) as PeerRecord;
    return `${peer} ${n} ${event}()${message === undefined ? '' : ` of message ${message}`}`;
  };
  const add = (direction: JoinedDirection, byProgram: boolean): void => {
    for (const packet of direction.packets) {
      const lines = [`bytes ${packet.offset} to ${packet.offset + packet.length - 1} of this direction`];
      if (packet.retransmission) lines.push('sent again: all of them were on the wire before');
      const own = list(overlappingRecords(direction.calls, packet), ofCall);
      const theirs = list(overlappingRecords(direction.peer, packet), ofPeer);
      const [sender, receiver] = byProgram ? [own, theirs] : [theirs, own];
      if (sender !== '') lines.push(`sent by ${sender}`);
      lines.push(receiver === '' ? 'never read' : `received by ${receiver}`);
      comments.set(packet.packet, lines);
    }
  };
  for (const connection of connections) {
    add(connection.toPeer, true);
    add(connection.toProgram, false);
  }
  return comments;
}
