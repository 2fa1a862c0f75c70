/** Writes a pcap file of any size through one buffer, with the headers of Ethernet, IP, UDP and TCP. */
import { closeSync, openSync, writeSync } from 'node:fs';

/** Bytes that wait to be written. */
const ROOM = 1 << 22;
/** No packet is longer. */
const MAX_LENGTH = 2048;
const BEGIN = 1_700_000_000;

/** One end of a conversation. */
export interface End {
  /** 4 or 16 bytes. */
  readonly address: Uint8Array;
  readonly port: number;
  /** Last byte of the hardware address. */
  readonly station: number;
}

/** The header of a TCP segment without its ports. */
export interface TcpHeader {
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: number;
  readonly window: number;
  /** Whole words. */
  readonly options: Uint8Array;
}

/** A pcap file that grows. */
export class PcapFile {
  packets = 0;
  bytes = 24;
  /** Microseconds since the first packet. */
  clock = 0;
  readonly #file: number;
  readonly #buffer = Buffer.alloc(ROOM);
  #used = 0;
  #identification = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'w');
    const header = this.#buffer;
    header.writeUInt32LE(0xa1b2c3d4, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(262_144, 16);
    header.writeUInt32LE(1, 20);
    this.#used = 24;
  }

  /** One TCP segment. */
  tcp(from: End, to: End, header: TcpHeader, payload: Uint8Array): void {
    const { options } = header;
    const at = this.#ip(from, to, 6, 20 + options.length + payload.length);
    const b = this.#buffer;
    b.writeUInt16BE(from.port, at);
    b.writeUInt16BE(to.port, at + 2);
    b.writeUInt32BE(header.sequence >>> 0, at + 4);
    b.writeUInt32BE(header.acknowledgment >>> 0, at + 8);
    b.writeUInt16BE((((20 + options.length) / 4) << 12) | header.flags, at + 12);
    b.writeUInt16BE(header.window, at + 14);
    b.writeUInt32BE(0, at + 16);
    b.set(options, at + 20);
    b.set(payload, at + 20 + options.length);
  }

  /** One UDP datagram. */
  udp(from: End, to: End, payload: Uint8Array): void {
    const at = this.#ip(from, to, 17, 8 + payload.length);
    const b = this.#buffer;
    b.writeUInt16BE(from.port, at);
    b.writeUInt16BE(to.port, at + 2);
    b.writeUInt16BE(8 + payload.length, at + 4);
    b.writeUInt16BE(0, at + 6);
    b.set(payload, at + 8);
  }

  /** Any other IP packet. */
  ip(from: End, to: End, protocol: number, payload: Uint8Array): void {
    this.#buffer.set(payload, this.#ip(from, to, protocol, payload.length));
  }

  /** Who has an address. */
  arp(from: End, to: End, isReply: boolean): void {
    const at = this.#ethernet(from, to, 0x0806, 28);
    const b = this.#buffer;
    b.set([0, 1, 8, 0, 6, 4, 0, isReply ? 2 : 1, 2, 0, 0, 0, 0, from.station], at);
    b.set(from.address, at + 14);
    b.set([0, 0, 0, 0, 0, isReply ? to.station : 0], at + 18);
    b.set(to.address, at + 24);
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  /** Begins a packet with `length` bytes after its IP header; returns where they go. */
  #ip(from: End, to: End, protocol: number, length: number): number {
    const b = this.#buffer;
    if (from.address.length === 16) {
      const at = this.#ethernet(from, to, 0x86dd, 40 + length);
      b.writeUInt32BE(0x6000_0000, at);
      b.writeUInt16BE(length, at + 4);
      b[at + 6] = protocol;
      b[at + 7] = 64;
      b.set(from.address, at + 8);
      b.set(to.address, at + 24);
      return at + 40;
    }
    const at = this.#ethernet(from, to, 0x0800, 20 + length);
    b.writeUInt16BE(0x4500, at);
    b.writeUInt16BE(20 + length, at + 2);
    b.writeUInt16BE((this.#identification = (this.#identification + 1) & 0xffff), at + 4);
    b.writeUInt16BE(0x4000, at + 6);
    b[at + 8] = 64;
    b[at + 9] = protocol;
    b.writeUInt16BE(0, at + 10);
    b.set(from.address, at + 12);
    b.set(to.address, at + 16);
    let sum = 0;
    for (let i = at; i < at + 20; i += 2) sum += b.readUInt16BE(i);
    sum = (sum & 0xffff) + (sum >>> 16);
    b.writeUInt16BE(~(sum + (sum >>> 16)) & 0xffff, at + 10);
    return at + 20;
  }

  #ethernet(from: End, to: End, type: number, length: number): number {
    if (this.#used + MAX_LENGTH > ROOM) this.#flush();
    const b = this.#buffer;
    const at = this.#used;
    b.writeUInt32LE(BEGIN + Math.floor(this.clock / 1e6), at);
    b.writeUInt32LE(Math.floor(this.clock % 1e6), at + 4);
    b.writeUInt32LE(14 + length, at + 8);
    b.writeUInt32LE(14 + length, at + 12);
    b.set([2, 0, 0, 0, 0, to.station, 2, 0, 0, 0, 0, from.station], at + 16);
    b.writeUInt16BE(type, at + 28);
    this.#used += 30 + length;
    this.bytes += 30 + length;
    this.packets++;
    return at + 30;
  }

  #flush(): void {
    for (let at = 0; at < this.#used;) at += writeSync(this.#file, this.#buffer, at, this.#used - at);
    this.#used = 0;
  }
}
