/** One packet as a small object, for code that handles packets one by one. */
import { flagsText } from '../tcp-analysis/flags.ts';
import { markNames } from '../tcp-analysis/marks.ts';
import type { Packets } from './packets.ts';
import { TRAITS } from '../table/table.ts';

/** What a row of a packet list shows, and the numbers behind it. */
export interface Packet {
  /** Counts from 1. */
  readonly number: number;
  /** Microseconds since the epoch, as a float. */
  readonly time: number;
  /** Position in `capture.interfaces`. */
  readonly interface: number;
  /** Bytes on the wire. */
  readonly length: number;
  /** Addresses: IP if there are any, else hardware addresses, else empty. */
  readonly src: string;
  readonly dst: string;
  /** The innermost protocol, as in Wireshark's Protocol column. */
  readonly protocol: string;
  /** The summary line, as in Wireshark's Info column. */
  readonly info: string;
  readonly comments: readonly string[];
  tcp?: TcpSummary;
  udp?: UdpSummary;
}

/** The TCP header of a packet. */
export interface TcpSummary {
  readonly srcPort: number;
  readonly dstPort: number;
  /** As on the wire. */
  readonly seq: number;
  readonly ack: number;
  /** Counted from the stream's first number. */
  readonly relativeSeq: number;
  readonly relativeAck: number;
  /** Twelve bits: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128, AE 256. */
  readonly flags: number;
  /** `SYN, ACK`. */
  readonly flagsText: string;
  /** As on the wire, not scaled. */
  readonly window: number;
  /** Offset of the payload in the frame. */
  readonly payloadOffset: number;
  /** Bytes of payload as on the wire; fewer may have been captured. */
  readonly payloadLength: number;
  /** tcp.stream. */
  readonly stream: number;
  /** Names of the tcp.analysis marks, such as `retransmission`. */
  readonly analysis: readonly string[];
}

/** The UDP header of a packet. */
export interface UdpSummary {
  readonly srcPort: number;
  readonly dstPort: number;
  readonly payloadOffset: number;
  readonly payloadLength: number;
  /** udp.stream. */
  readonly stream: number;
}

/** Collects what is known about a row, with the summary that its protocols gave. */
export function packetOf(
  capture: Packets,
  row: number,
  summary: { readonly protocol: string; readonly info: string },
): Packet {
  const { table, addresses } = capture;
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
  const traits = table.traits[row]!;
  if (traits & TRAITS.tcp) packet.tcp = tcpOf(capture, row);
  else if (traits & TRAITS.udp) {
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

function tcpOf(capture: Packets, row: number): TcpSummary {
  const { table } = capture;
  const relative = capture.relativeNumbers(row);
  const flags = table.flags[row]!;
  return {
    srcPort: table.sourcePort[row]!,
    dstPort: table.destinationPort[row]!,
    seq: table.sequence[row]!,
    ack: table.acknowledgment[row]!,
    relativeSeq: relative.sequence,
    relativeAck: relative.acknowledgment,
    flags,
    flagsText: flagsText(flags),
    window: table.window[row]!,
    payloadOffset: table.payload[row]!,
    payloadLength: table.payloadLength[row]!,
    stream: table.stream[row]!,
    analysis: markNames(table.marks[row]!),
  };
}
