/** A TCP connection from its opening to its end: who did what, in which packets, how much and how long. */
import type { Capture } from '../capture/capture.ts';
import { MARK } from '../tcp/marks.ts';
import { closingOf } from './closing.ts';
import type { Closing } from './closing.ts';
import { lifeFacts } from './life-facts.ts';
import type { LifeFact } from './life-facts.ts';
import { openingOf, sideOf } from './opening.ts';
import type { Opening, Side } from './opening.ts';
import { rowsOf, streamRows } from './rows.ts';
import { TcpStream } from './tcp-streams.ts';
import type { Endpoint } from './tcp-streams.ts';

/** What one end sent. */
export interface Sent {
  /** Packets altogether, and those with data. */
  packets: number;
  withData: number;
  /** Distinct data bytes, those missing from the capture between others included. */
  bytes: number;
  /** Packet numbers of the segments that the analysis calls retransmissions, fast and spurious ones included. */
  retransmissions: readonly number[];
  /** How many packets are marked out of order, and how many are duplicate acknowledgements. */
  outOfOrder: number;
  duplicateAcks: number;
  zeroWindows: number;
}

/** The life of a stream. */
export interface Life {
  stream: number;
  client: Endpoint;
  server: Endpoint;
  opening: Opening;
  closing: Closing;
  sent: Readonly<Record<Side, Sent>>;
  /** Packet numbers of the first and the last packet. */
  first: number;
  last: number;
  /** Nanoseconds from the first packet to the last. */
  duration: number;
  /** All of this in sentences, in the order of the events. */
  facts: readonly LifeFact[];
}

/** What a stream's packets tell about its life. Throws a RangeError for a stream that there is not. */
export function streamLife(capture: Capture, stream: number): Life {
  if (!(stream >= 0 && stream < capture.tcp.flows.count && Number.isInteger(stream))) {
    throw new RangeError(
      `There is no TCP stream ${stream}; the capture has ${capture.tcp.flows.count}, counted from 0.`,
    );
  }
  const rows = rowsOf(streamRows(capture, 'tcp'), stream);
  const { client, server, toServer, toClient } = new TcpStream(capture, stream);
  const opening = openingOf(capture, rows);
  const sent = { client: emptySent(toServer.length), server: emptySent(toClient.length) };
  const { table } = capture;
  for (const row of rows) {
    const one = sent[sideOf(capture, row)];
    const marks = table.marks[row]!;
    one.packets++;
    if (table.payloadLength[row]! > 0) one.withData++;
    if (marks & MARK.retransmission) one.retransmissions.push(row + 1);
    if (marks & MARK.outOfOrder) one.outOfOrder++;
    if (marks & MARK.duplicateAck) one.duplicateAcks++;
    if (marks & MARK.zeroWindow) one.zeroWindows++;
  }
  const life = {
    stream,
    client,
    server,
    opening,
    closing: closingOf(capture, rows, opening),
    sent,
    first: rows[0]! + 1,
    last: rows.at(-1)! + 1,
    duration: table.between(rows[0]!, rows.at(-1)!),
  };
  return { ...life, facts: lifeFacts(life) };
}

function emptySent(bytes: number): Sent & { retransmissions: number[] } {
  return {
    packets: 0,
    withData: 0,
    bytes,
    retransmissions: [],
    outOfOrder: 0,
    duplicateAcks: 0,
    zeroWindows: 0,
  };
}
