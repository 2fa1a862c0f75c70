/** TCP conversations, numbered as Wireshark numbers them. */
import type { Capture } from '../capture/capture.ts';
import { Direction } from './direction.ts';
import { rowsOf, streamRows } from './rows.ts';

/** One end of a conversation. */
export interface Endpoint {
  /** As people write it. */
  address: string;
  port: number;
}

/** One TCP conversation; its directions are put together when they are first asked for. */
export class TcpStream {
  /** tcp.stream, which is also its position in `tcpStreams`. */
  readonly id: number;
  /** The sender of the first packet seen, which is not the client where the opening is not in the capture. */
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** tcp.completeness: SYN 1, SYN-ACK 2, ACK 4, data 8, FIN 16, RST 32. */
  readonly completeness: number;
  /** Initial round-trip time in microseconds, where the handshake is in the capture. */
  readonly initialRtt: number | undefined;
  readonly #capture: Capture;
  #toServer: Direction | undefined;
  #toClient: Direction | undefined;

  constructor(capture: Capture, id: number) {
    const { flows, completeness, initialRtt } = capture.tcp;
    this.#capture = capture;
    this.id = id;
    this.client = { address: capture.addresses.text(flows.clientAddress[id]!), port: flows.clientPort[id]! };
    this.server = { address: capture.addresses.text(flows.serverAddress[id]!), port: flows.serverPort[id]! };
    this.completeness = completeness[id]!;
    this.initialRtt = initialRtt[id] ? initialRtt[id]! / 1000 : undefined;
  }

  /** Rows of all its packets, in capture order; packet number minus one. */
  get rows(): Uint32Array {
    return rowsOf(streamRows(this.#capture, 'tcp'), this.id);
  }

  /** What the client sent. */
  get toServer(): Direction {
    return (this.#toServer ??= new Direction(this.#capture, this.rows, this.id, true));
  }

  /** What the server sent. */
  get toClient(): Direction {
    return (this.#toClient ??= new Direction(this.#capture, this.rows, this.id, false));
  }
}

/** Every TCP conversation of a capture as it is now; position and number are the same. */
export function tcpStreams(capture: Capture): TcpStream[] {
  return Array.from({ length: capture.tcp.flows.count }, (_, id) => new TcpStream(capture, id));
}

/** One UDP conversation. */
export interface UdpStream {
  /** udp.stream. */
  id: number;
  /** The sender of the first datagram. */
  client: Endpoint;
  server: Endpoint;
  /** Rows of its datagrams, in capture order. */
  rows: Uint32Array;
}

/** Every UDP conversation of a capture as it is now; position and number are the same. */
export function udpStreams(capture: Capture): UdpStream[] {
  return Array.from({ length: capture.udp.count }, (_, id) => udpStream(capture, id));
}

/** The UDP conversation of a number that there is. */
export function udpStream(capture: Capture, id: number): UdpStream {
  const { udp, addresses } = capture;
  return {
    id,
    client: { address: addresses.text(udp.clientAddress[id]!), port: udp.clientPort[id]! },
    server: { address: addresses.text(udp.serverAddress[id]!), port: udp.serverPort[id]! },
    rows: rowsOf(streamRows(capture, 'udp'), id),
  };
}
