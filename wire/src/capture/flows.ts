/** Numbers conversations: an unordered pair of (address, port) gets the next number when it is first seen. */

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

  /** Begins a new stream from client to server; from now on `find` gives this one for the pair. */
  add(client: number, clientPort: number, server: number, serverPort: number, row: number): number {
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
    this.clientAddress = wider32(this.clientAddress, size);
    this.serverAddress = wider32(this.serverAddress, size);
    this.firstRow = wider32(this.firstRow, size);
    this.clientPort = wider16(this.clientPort, size);
    this.serverPort = wider16(this.serverPort, size);
  }
}

/** Symmetric in the two endpoints, so that both directions meet. */
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

function wider32(old: Uint32Array, size: number): Uint32Array<ArrayBuffer> {
  const bigger = new Uint32Array(size);
  bigger.set(old);
  return bigger;
}

function wider16(old: Uint16Array, size: number): Uint16Array<ArrayBuffer> {
  const bigger = new Uint16Array(size);
  bigger.set(old);
  return bigger;
}
