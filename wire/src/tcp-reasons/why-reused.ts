/** Why an opening packet counts as a reuse of ports: which earlier connection had the same addresses and ports. */
import { TRAITS } from '../table/table.ts';
import { durationText } from '../basics/words.ts';
import type { Moment } from './moment.ts';
import { ENDED } from '../tcp-analysis/completeness.ts';
import type { Reason } from './reason.ts';
import { ACK } from '../tcp-analysis/flags.ts';

/** The same two addresses and ports open another connection. */
export function whyReusedPorts(moment: Moment): Reason {
  const { capture } = moment.replay;
  const { table, tcp } = capture;
  const row = moment.replay.rows[moment.position]!;
  const kind = moment.flags & ACK ? 'SYN-ACK' : 'SYN';
  const stream = table.stream[row]!;
  const before = moment.position === 0 ? earlierStream(moment, row, stream) : stream;
  const facts: Record<string, number> = { stream };
  if (before === undefined) {
    return {
      text: `This ${kind} opens a connection between addresses and ports that had one before.`,
      facts,
    };
  }
  facts.earlierStream = before;
  const syn = lastOpening(moment, row, before);
  if (syn === undefined) {
    return {
      text: `This ${kind} opens a connection between the addresses and ports of stream ${before}, whose own opening is not in the capture.`,
      facts,
    };
  }
  facts.opening = syn + 1;
  facts.elapsed = table.between(syn, row);
  const isSame = table.sequence[syn] === moment.sequence;
  const ended = isSame && (tcp.completeness[before]! & ENDED) !== 0;
  const number = isSame
    ? `the same initial sequence number as in packet ${syn + 1}, but ${ended ? 'that connection had ended (FIN or RST was seen)' : 'as a new connection'}`
    : `a different initial sequence number (${moment.sequence}) from that in packet ${syn + 1} (${table.sequence[syn]})`;
  const where =
    before === stream ? 'the rules keep it in the same stream' : `stream ${before} had them before`;
  return {
    text: `This ${kind} has the addresses and ports of an earlier connection (${where}) and ${number}, ${durationText(facts.elapsed)} later: a new connection on the same ports.`,
    facts,
  };
}

/** The latest earlier stream between the same two ends. */
function earlierStream(moment: Moment, row: number, stream: number): number | undefined {
  const { table, tcp } = moment.replay.capture;
  const { flows } = tcp;
  const [a, aPort] = [table.source[row]!, table.sourcePort[row]!];
  const [b, bPort] = [table.destination[row]!, table.destinationPort[row]!];
  for (let s = stream - 1; s >= 0; s--) {
    const isSame = flows.isClient(s, a, aPort) && isServer(flows, s, b, bPort);
    const isSwapped = flows.isClient(s, b, bPort) && isServer(flows, s, a, aPort);
    if (isSame || isSwapped) return s;
  }
  return undefined;
}

function isServer(
  flows: Moment['replay']['state']['flows'],
  stream: number,
  address: number,
  port: number,
): boolean {
  return flows.serverAddress[stream] === address && flows.serverPort[stream] === port;
}

/** Row of the last packet before `row` with which this sender opened the earlier connection. */
function lastOpening(moment: Moment, row: number, stream: number): number | undefined {
  const { table } = moment.replay.capture;
  for (let r = row - 1; r >= moment.replay.capture.tcp.flows.firstRow[stream]!; r--) {
    if (table.stream[r] !== stream || !(table.traits[r]! & TRAITS.tcp) || !(table.flags[r]! & 2)) continue;
    if (table.source[r] === table.source[row] && table.sourcePort[r] === table.sourcePort[row]) return r;
  }
  return undefined;
}
