/**
 * The datagrams in what tcpdump(8) writes: a file header, and then a header and a frame for each packet (pcap-savefile(5)).
 *
 *     frame of Ethernet [ header of IPv4 [ header of UDP [ the datagram ] ] ]
 *
 * A socket never sees these headers. Who captures has to do what the kernel does for a socket: take them off, and put the
 * fragments of a long datagram together.
 */
import type { Address } from './inbox.ts';

/** A datagram with its two ends. */
export interface CapturedDatagram {
  readonly from: Address;
  readonly toPort: number;
  readonly bytes: Buffer;
}

/** Lengths of the headers below IP, by link type: BSD loopback, Ethernet, none, none, and Linux's two for other devices. */
const LINK_HEADER: Readonly<Record<number, number>> = { 0: 4, 1: 14, 12: 0, 101: 0, 113: 16, 276: 20 };

/** The lengths of the file's header, of a packet's, and of UDP's, in bytes. */
const LENGTH = { fileHeader: 24, packetHeader: 16, udpHeader: 8 } as const;

/** Maximum number of datagrams of which fragments are missing. One that never comes must not be waited for forever. */
const MAX_UNFINISHED = 64;

/** Maximum length of a datagram with its header, in bytes. What has more in its fragments is an attack (RFC 1858). */
const MAX_LENGTH = 65_535;

/** A datagram of which fragments are missing. */
interface Unfinished {
  /** Its pieces by their offsets. */
  readonly pieces: Map<number, Buffer>;
  /** The bytes of all pieces so far. */
  kept: number;
  /** The length of all of them; known when the last one is there. */
  length: number;
}

/** Takes the bytes of tcpdump as they come, and returns the datagrams that are complete. */
export class PcapDatagrams {
  #rest = Buffer.alloc(0);
  #isLittleEndian = true;
  /** Known when the header of the file is there. */
  #linkHeader: number | undefined;
  readonly #unfinished = new Map<string, Unfinished>();

  /** The datagrams that end in this chunk. */
  push(chunk: Uint8Array): CapturedDatagram[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    if (this.#linkHeader === undefined && !this.#readFileHeader()) return [];
    const complete: CapturedDatagram[] = [];
    for (;;) {
      if (this.#rest.length < LENGTH.packetHeader) return complete;
      const end = LENGTH.packetHeader + this.#number(8);
      if (this.#rest.length < end) return complete;
      const frame = this.#rest.subarray(LENGTH.packetHeader, end);
      this.#rest = this.#rest.subarray(end);
      const datagram = this.#readPacket(frame.subarray(this.#linkHeader));
      if (datagram) complete.push(datagram);
    }
  }

  /** Reads the header of the file, if it is complete. The numbers are in the byte order of this computer. */
  #readFileHeader(): boolean {
    if (this.#rest.length < LENGTH.fileHeader) return false;
    this.#isLittleEndian = this.#rest.readUInt32LE(0) === 0xa1_b2_c3_d4;
    this.#linkHeader = LINK_HEADER[this.#number(20)] ?? 0;
    this.#rest = this.#rest.subarray(LENGTH.fileHeader);
    return true;
  }

  #number(at: number): number {
    return this.#isLittleEndian ? this.#rest.readUInt32LE(at) : this.#rest.readUInt32BE(at);
  }

  /** An IPv4 packet (RFC 791 section 3.1): the datagram in it, if it is complete with this packet. */
  #readPacket(packet: Buffer): CapturedDatagram | undefined {
    if (packet.length < 20) return undefined;
    const headerLength = (packet[0]! & 0x0f) * 4;
    // A short frame of Ethernet is padded; the length of IP says where the packet ends.
    const piece = packet.subarray(headerLength, packet.readUInt16BE(2));
    const source = packet.subarray(12, 16).join('.');
    // 13 bits of offset, in units of 8 bytes; before them the bit MF, "more fragments follow".
    const fragment = packet.readUInt16BE(6);
    const offset = (fragment & 0x1fff) * 8;
    const hasMore = (fragment & 0x2000) !== 0;
    if (offset === 0 && !hasMore) return readUdp(source, piece);
    const whole = this.#addFragment(`${source} ${packet.readUInt16BE(4)}`, offset, piece, hasMore);
    return whole && readUdp(source, whole);
  }

  /** Keeps a fragment; returns all of them in their order if this was the missing one. */
  #addFragment(key: string, offset: number, piece: Buffer, hasMore: boolean): Buffer | undefined {
    const datagram = this.#unfinished.get(key) ?? newDatagram();
    if (piece.length === 0 || datagram.pieces.has(offset)) return undefined;
    datagram.kept += piece.length;
    if (datagram.kept > MAX_LENGTH) {
      this.#unfinished.delete(key);
      return undefined;
    }
    this.#unfinished.set(key, datagram);
    datagram.pieces.set(offset, piece);
    if (!hasMore) datagram.length = offset + piece.length;
    const whole: Buffer[] = [];
    let end = 0;
    for (let next = datagram.pieces.get(0); next; next = datagram.pieces.get(end)) {
      whole.push(next);
      end += next.length;
    }
    if (end !== datagram.length) {
      if (this.#unfinished.size > MAX_UNFINISHED)
        this.#unfinished.delete(this.#unfinished.keys().next().value!);
      return undefined;
    }
    this.#unfinished.delete(key);
    return Buffer.concat(whole);
  }
}

function newDatagram(): Unfinished {
  return { pieces: new Map(), kept: 0, length: Infinity };
}

/** A UDP datagram (RFC 768): two ports, the length of all of it, a checksum, and the data. */
function readUdp(host: string, udp: Buffer): CapturedDatagram | undefined {
  if (udp.length < LENGTH.udpHeader) return undefined;
  const bytes = udp.subarray(LENGTH.udpHeader, udp.readUInt16BE(4));
  return { from: { host, port: udp.readUInt16BE(0) }, toPort: udp.readUInt16BE(2), bytes };
}
