/** Numbers conversations: an unordered pair of (address, port) gets the next number when it is first seen. */
import { enlarged } from '../basics/arrays.ts';
import type { Table } from './table.ts';

/** Streams of one transport protocol; grows with them. */
export class FlowIndex {
  /** Number of streams so far. */
  count = 0;
  /** Per stream: address ids and ports of the endpoint whose packet opened it (client) and of the other (server). */
  clientAddress = new Uint32Array(64);
  serverAddress = new Uint32Array(64);
  clientPort = new Uint16Array(64);
  serverPort = new Uint16Array(64);
  /** Per stream: row of its first packet. */
  firstRow = new Uint32Array(64);

  #slots = new Uint32Array(256);
  #mask = 255;

  /** The latest stream between two endpoints, or -1. */
  find(a: number, aPort: number, b: number, bPort: number): number {
    return this.#slots[this.#slot(a, aPort, b, bPort)]! - 1;
  }

  /** Begins a new stream with the packet of a row, whose sender is the client; from now on `find` returns this one. */
  add(table: Table, row: number): number {
    const [client, clientPort] = [table.source[row]!, table.sourcePort[row]!];
    const [server, serverPort] = [table.destination[row]!, table.destinationPort[row]!];
    const stream = this.count++;
    if (stream === this.clientAddress.length) this.#grow();
    this.clientAddress[stream] = client;
    this.serverAddress[stream] = server;
    this.clientPort[stream] = clientPort;
    this.serverPort[stream] = serverPort;
    this.firstRow[stream] = row;
    this.#slots[this.#slot(client, clientPort, server, serverPort)] = stream + 1;
    if (this.count * 2 > this.#slots.length) this.#rehash();
    return stream;
  }

  /** Whether the sender with this address and port is the stream's client. */
  isClient(stream: number, address: number, port: number): boolean {
    return this.clientAddress[stream] === address && this.clientPort[stream] === port;
  }

  #slot(a: number, aPort: number, b: number, bPort: number): number {
    const mask = this.#mask;
    let slot = hash(a, aPort, b, bPort) & mask;
    for (;;) {
      const stream = this.#slots[slot]! - 1;
      if (stream < 0) return slot;
      const client = this.clientAddress[stream];
      const clientPort = this.clientPort[stream];
      const server = this.serverAddress[stream];
      const serverPort = this.serverPort[stream];
      if (
        (client === a && clientPort === aPort && server === b && serverPort === bPort) ||
        (client === b && clientPort === bPort && server === a && serverPort === aPort)
      ) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  #rehash(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    this.#mask = this.#slots.length - 1;
    for (const entry of old) {
      if (entry === 0) continue;
      const s = entry - 1;
      const client = this.clientAddress[s]!;
      const server = this.serverAddress[s]!;
      this.#slots[this.#slot(client, this.clientPort[s]!, server, this.serverPort[s]!)] = entry;
    }
  }

  #grow(): void {
    const size = this.clientAddress.length * 2;
    this.clientAddress = enlarged(this.clientAddress, size);
    this.serverAddress = enlarged(this.serverAddress, size);
    this.firstRow = enlarged(this.firstRow, size);
    this.clientPort = enlarged(this.clientPort, size);
    this.serverPort = enlarged(this.serverPort, size);
  }
}

/** Symmetric in the two endpoints, so that both directions hash alike. */
function hash(a: number, aPort: number, b: number, bPort: number): number {
  const one = mix(a, aPort);
  const other = mix(b, bPort);
  const sum = (one + other) | 0;
  return Math.imul(sum ^ (sum >>> 15) ^ Math.imul(one ^ other, 0x2c1b3c6d), 0x297a2d39) >>> 0;
}

function mix(address: number, port: number): number {
  const h = Math.imul(address ^ Math.imul(port + 1, 0x9e3779b1), 0x85ebca6b);
  return h ^ (h >>> 13);
}
