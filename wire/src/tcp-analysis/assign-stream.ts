/** Which stream a TCP segment belongs to, and the sequence numbers that relative ones count from. */
import { TRAITS } from '../table/table.ts';
import { ACK, SYN } from './flags.ts';
import { COMPLETENESS, ENDED } from './completeness.ts';
import { MARK } from './marks.ts';
import { FLAG, FLOW, FLOW_WORDS } from './state.ts';
import type { TcpState } from './state.ts';

/** Returned by `reopened` where a segment begins a new stream. */
const NEW_STREAM = -1;

/**
 * Finds the stream of a segment, or begins a new one where the rules say so, and sets the sequence bases. Reads and
 * writes the table's row; the marks of this step are in its column `marks`.
 */
export function assignStream(state: TcpState, row: number): void {
  const { table, flows } = state;
  const source = table.source[row]!;
  const sourcePort = table.sourcePort[row]!;
  const flags = table.flags[row]!;
  table.marks[row] = 0;
  let stream = flows.find(source, sourcePort, table.destination[row]!, table.destinationPort[row]!);
  if (stream >= 0 && flags & SYN) stream = reopened(state, row, stream);
  const isNew = stream < 0;
  if (isNew) {
    stream = state.open(row);
    const isReuse = (table.marks[row]! & MARK.reusedPorts) !== 0;
    if (isReuse && !(flags & ACK)) state.completeness[stream] = COMPLETENESS.syn;
  }
  table.stream[row] = stream;
  table.completeness[row] = state.completeness[stream]!;
  const fromClient = flows.isClient(stream, source, sourcePort);
  if (fromClient) table.traits[row]! |= TRAITS.fromClient;
  setBases(
    state,
    row,
    (stream * 2 + (fromClient ? 0 : 1)) * FLOW_WORDS,
    (stream * 2 + (fromClient ? 1 : 0)) * FLOW_WORDS,
  );
}

/** What a SYN does where its addresses and ports already have a stream: that stream, or `NEW_STREAM`. */
function reopened(state: TcpState, row: number, stream: number): number {
  const { table, flows, memory: m } = state;
  const sequence = table.sequence[row]!;
  const isNewer = state.rules === '4.4';
  const flow = stream * 2 + (flows.isClient(stream, table.source[row]!, table.sourcePort[row]!) ? 0 : 1);
  const at = flow * FLOW_WORDS;
  if (!(m[at + FLOW.flags]! & FLAG.baseKnown)) return stream;
  const differs = sequence !== m[at + FLOW.base];
  const hasEnded = isNewer && (state.completeness[stream]! & ENDED) !== 0;
  if (!(table.flags[row]! & ACK)) {
    if (differs || hasEnded) {
      table.marks[row] = MARK.reusedPorts;
      return NEW_STREAM;
    }
    m[at + FLOW.next] = m[at + FLOW.maxAck]!;
    table.marks[row] = MARK.tree;
    return stream;
  }
  if (isNewer && (differs || hasEnded)) {
    table.marks[row] = MARK.reusedPorts;
    return NEW_STREAM;
  }
  if (differs) {
    const old = state.oldBases.get(flow) ?? [];
    old.push({ before: row, base: m[at + FLOW.base]! });
    state.oldBases.set(flow, old);
    m[at + FLOW.base] = sequence;
    table.marks[row] = MARK.reusedPorts;
  }
  return stream;
}

/** Sets the bases that this segment is the first to show; `sender` and `receiver` are offsets in the state's memory. */
function setBases(state: TcpState, row: number, sender: number, receiver: number): void {
  const { table, memory: m } = state;
  const flags = table.flags[row]!;
  m[sender + FLOW.sackCount] = 0;
  if (!(m[sender + FLOW.flags]! & FLAG.baseKnown)) {
    m[sender + FLOW.base] = flags & SYN ? table.sequence[row]! : table.sequence[row]! - 1;
    m[sender + FLOW.flags]! |= FLAG.baseKnown;
  }
  if (flags & ACK && !(m[receiver + FLOW.flags]! & FLAG.baseKnown)) {
    m[receiver + FLOW.base] = table.acknowledgment[row]! - 1;
    m[receiver + FLOW.flags]! |= FLAG.baseKnown;
  }
}
