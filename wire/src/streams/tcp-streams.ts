/** TCP conversations, numbered as Wireshark numbers them. */
import type { Packets } from '../core/packets.ts';
import { Direction } from './direction.ts';
import { rowsOf, streamRows } from '../core/stream-rows.ts';

/** One end of a conversation. */
export interface Endpoint {
  /** As text. */
  readonly address: string;
  readonly port: number;
}

/** `10.0.0.1:5000`, `[fe80::1]:5000`. */
export function endpointText(endpoint: Endpoint): string {
  const { address, port } = endpoint;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** One TCP conversation; its directions are reassembled when they are first asked for. */
export class TcpStream {
  /** tcp.stream, which is also its position in `tcpStreams`. */
  readonly id: number;
  /** The sender of the first packet seen, which may not be the real client if the opening is not in the capture. */
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** tcp.completeness: SYN 1, SYN-ACK 2, ACK 4, data 8, FIN 16, RST 32. */
  readonly completeness: number;
  /** Initial round-trip time in microseconds, if the handshake is in the capture. */
  readonly initialRtt: number | undefined;
  readonly #capture: Packets;
  #toServer: Direction | undefined;
  #toClient: Direction | undefined;

  constructor(capture: Packets, id: number) {
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
export function tcpStreams(capture: Packets): TcpStream[] {
  return Array.from({ length: capture.tcp.flows.count }, (_, id) => new TcpStream(capture, id));
}

/** One UDP conversation. */
export interface UdpStream {
  /** udp.stream. */
  readonly id: number;
  /** The sender of the first datagram. */
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** Rows of its datagrams, in capture order. */
  readonly rows: Uint32Array;
}

/** Every UDP conversation of a capture as it is now; position and number are the same. */
export function udpStreams(capture: Packets): UdpStream[] {
  return Array.from({ length: capture.udp.count }, (_, id) => udpStream(capture, id));
}

/** The UDP conversation of a number that exists. */
export function udpStream(capture: Packets, id: number): UdpStream {
  const { udp, addresses } = capture;
  return {
    id,
    client: { address: addresses.text(udp.clientAddress[id]!), port: udp.clientPort[id]! },
    server: { address: addresses.text(udp.serverAddress[id]!), port: udp.serverPort[id]! },
    rows: rowsOf(streamRows(capture, 'udp'), id),
  };
}
