/** A TCP connection from its opening to its end: who did what, in which packets, how much data and for how long. */
import type { Capture } from '../core/capture.ts';
import { MARK } from '../tcp-analysis/marks.ts';
import { closingOf } from './closing.ts';
import type { Closing } from './closing.ts';
import { openingOf, sideOf } from './opening.ts';
import type { Opening, Side } from './opening.ts';
import { rowsOf, streamRows } from '../core/stream-rows.ts';
import { TcpStream } from '../streams/tcp-streams.ts';
import type { Endpoint } from '../streams/tcp-streams.ts';

/** What one end sent. */
export interface Sent {
  /** All packets, and those with data. */
  packets: number;
  withData: number;
  /** Distinct data bytes, including gaps in the capture between them. */
  readonly bytes: number;
  /** Packet numbers of the segments that the analysis calls retransmissions, fast and spurious ones included. */
  readonly retransmissions: readonly number[];
  /** How many packets are marked out of order, and how many are duplicate acknowledgments. */
  outOfOrder: number;
  duplicateAcks: number;
  zeroWindows: number;
}

/** The life of a stream. */
export interface Life {
  readonly stream: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly opening: Opening;
  readonly closing: Closing;
  readonly sent: Readonly<Record<Side, Sent>>;
  /** Packet numbers of the first and the last packet. */
  readonly first: number;
  readonly last: number;
  /** Nanoseconds from the first packet to the last. */
  readonly duration: number;
}

/** The life of a stream, from its packets. */
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
  return {
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
