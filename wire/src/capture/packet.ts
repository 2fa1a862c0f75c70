/** One packet as a light object, for those who look at packets one by one. */
import { flagNames } from '../protocols/tcp-flags.ts';
import { markNames } from '../tcp/marks.ts';
import type { Capture } from './capture.ts';
import { SHAPE } from './table.ts';

/** What a row of a packet list shows, and the numbers behind it. */
export interface Packet {
  /** Counts from 1. */
  number: number;
  /** Microseconds since the epoch, as a float. */
  time: number;
  /** Position in `capture.interfaces`. */
  interface: number;
  /** Bytes on the wire. */
  length: number;
  /** Addresses: IP where there are, else hardware addresses, else empty. */
  src: string;
  dst: string;
  /** The innermost protocol, as in Wireshark's Protocol column. */
  protocol: string;
  /** The summary line, as in Wireshark's Info column. */
  info: string;
  comments: readonly string[];
  tcp?: TcpSummary;
  udp?: UdpSummary;
}

/** The TCP header of a packet. */
export interface TcpSummary {
  srcPort: number;
  dstPort: number;
  /** As on the wire. */
  seq: number;
  ack: number;
  /** Counted from the stream's first number. */
  relativeSeq: number;
  relativeAck: number;
  /** Twelve bits: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128, AE 256. */
  flags: number;
  /** `SYN, ACK`. */
  flagsText: string;
  /** As on the wire, not scaled. */
  window: number;
  /** Offset of the payload in the frame. */
  payloadOffset: number;
  /** Bytes of payload as on the wire; fewer may have been captured. */
  payloadLength: number;
  /** tcp.stream. */
  stream: number;
  /** Names of the tcp.analysis marks, such as `retransmission`. */
  analysis: string[];
}

/** The UDP header of a packet. */
export interface UdpSummary {
  srcPort: number;
  dstPort: number;
  payloadOffset: number;
  payloadLength: number;
  /** udp.stream. */
  stream: number;
}

/** Puts together what is known of a row. */
export function packetOf(capture: Capture, row: number): Packet {
  const { table, addresses } = capture;
  const summary = capture.summary(row);
  const packet: Packet = {
    number: row + 1,
    time: capture.time(row),
    interface: table.interface[row]!,
    length: table.length[row]!,
    src: addresses.text(table.source[row]!),
    dst: addresses.text(table.destination[row]!),
    protocol: summary.protocol,
    info: summary.info,
    comments: capture.packetComments(row),
  };
  const shape = table.shape[row]!;
  if (shape & SHAPE.tcp) packet.tcp = tcpOf(capture, row);
  else if (shape & SHAPE.udp) {
    packet.udp = {
      srcPort: table.sourcePort[row]!,
      dstPort: table.destinationPort[row]!,
      payloadOffset: table.payload[row]!,
      payloadLength: table.payloadLength[row]!,
      stream: table.stream[row]!,
    };
  }
  return packet;
}

function tcpOf(capture: Capture, row: number): TcpSummary {
  const { table } = capture;
  const relative = capture.relativeNumbers(row);
  const flags = table.flags[row]!;
  return {
    srcPort: table.sourcePort[row]!,
    dstPort: table.destinationPort[row]!,
    seq: table.sequence[row]!,
    ack: table.acknowledgement[row]!,
    relativeSeq: relative.sequence,
    relativeAck: relative.acknowledgement,
    flags,
    flagsText: flagNames(flags),
    window: table.window[row]!,
    payloadOffset: table.payload[row]!,
    payloadLength: table.payloadLength[row]!,
    stream: table.stream[row]!,
    analysis: markNames(table.marks[row]!),
  };
}
