/** A capture opened: its bytes, its table, and what can be asked about one packet. */
import { forgetMessages } from '../conversations/messages.ts';
import { isPcapng } from '../files/pcapng.ts';
import { readerFor } from '../files/reader.ts';
import type { CaptureInterface, CaptureReader, Problem, ResolvedName, Secrets } from '../files/records.ts';
import { registry as defaultRegistry } from '../protocols/all.ts';
import type { Registry } from '../protocols/registry.ts';
import type { Ciphers } from '../protocols/tls/ciphers.ts';
import type { RuleSet, TcpState } from '../tcp/state.ts';
import type { Addresses } from './addresses.ts';
import { Dissection } from './dissection.ts';
import type { FlowIndex } from './flows.ts';
import { keptDatagram } from './fragments.ts';
import type { Fragments } from './fragments.ts';
import { packetOf } from './packet.ts';
import type { Packet } from './packet.ts';
import { Pass } from './pass.ts';
import { NO_STREAM, SHAPE } from './table.ts';
import type { Table } from './table.ts';

/** How a capture is to be read. */
export interface CaptureOptions {
  /** Whose rules decide the TCP analysis marks; '4.4' unless said otherwise. */
  rules?: RuleSet;
  /** The protocols known; all of this library's unless said otherwise. */
  registry?: Registry;
  /** TLS secrets beside those in the file, in the form of SSLKEYLOGFILE. */
  keyLog?: string | Uint8Array;
  /** What TLS is decrypted with, from `@wireside/wire/decrypt`; `decryptCapture` loads it where it is of use. */
  ciphers?: Ciphers;
}

/** Rows after which the table knows how many more to expect. */
const FIRST_ROOM = 16_384;

/** Packets with everything that one pass finds out about them. Rows count from 0; packet numbers, for people, from 1. */
export class Capture {
  /** The file, or as much of it as there is. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Where reading went wrong; what comes before is sound. */
  problem: Problem | undefined;
  readonly registry: Registry;
  /** TLS secrets given beside those in the file. */
  readonly keyLog: string | Uint8Array | undefined;
  /** The columns, for those who go over many packets. */
  readonly table: Table;
  readonly addresses: Addresses;
  /** State of the TCP analysis: streams, bases, completeness. */
  readonly tcp: TcpState;
  /** UDP streams. */
  readonly udp: FlowIndex;
  /** IP fragments and the packets that they make. */
  readonly fragments: Fragments;
  readonly #pass: Pass;
  #reader: CaptureReader | undefined;
  #ciphers: Ciphers | undefined;

  constructor(options: CaptureOptions = {}, expectedPackets = 0) {
    this.registry = options.registry ?? defaultRegistry;
    this.keyLog = options.keyLog;
    this.#ciphers = options.ciphers;
    this.#pass = new Pass(this.registry, options.rules ?? '4.4', expectedPackets);
    this.table = this.#pass.table;
    this.addresses = this.#pass.addresses;
    this.tcp = this.#pass.tcp;
    this.udp = this.#pass.udp;
    this.fragments = this.#pass.fragments;
  }

  /** Number of packets. */
  get count(): number {
    return this.table.count;
  }

  get interfaces(): readonly CaptureInterface[] {
    return this.#pass.interfaces;
  }

  /** Whether the file itself speaks of interfaces, as pcapng does; in pcap there is one without a name. */
  get hasInterfaces(): boolean {
    return isPcapng(this.bytes);
  }

  /** Decryption secrets inside the file. */
  get secrets(): readonly Secrets[] {
    return this.#pass.secretsFound;
  }

  /** What TLS is decrypted with; undefined where it was not loaded. */
  get ciphers(): Ciphers | undefined {
    return this.#ciphers;
  }

  /** Decrypts from now on; messages that were cut before are cut again. */
  useCiphers(ciphers: Ciphers): void {
    this.#ciphers = ciphers;
    forgetMessages(this);
  }

  /** Names that the file gives to addresses. */
  get names(): readonly ResolvedName[] {
    return this.#pass.resolved;
  }

  /** Comments on the file as a whole. */
  get comments(): readonly string[] {
    return this.#pass.fileComments;
  }

  /**
   * Reads on: `file` is what there is of it so far from its first byte, at least as long as at the last call. A file that still
   * grows is not yet `final`; its last record may be incomplete without that being a problem.
   */
  read(file: Uint8Array, final: boolean): void {
    if (this.problem) return;
    const bytes = plain(file);
    this.bytes = bytes;
    this.#pass.bytes = bytes;
    this.#pass.fileLength = final ? bytes.length : 0;
    if (!this.#reader && (bytes.length >= 4 || final)) {
      this.#reader = readerFor(bytes);
      if (!this.#reader) {
        const message =
          bytes.length === 0 ? 'The file is empty.' : 'This is neither a pcap nor a pcapng file.';
        this.problem = { offset: 0, message };
        return;
      }
    }
    this.problem = this.#reader?.read(bytes, this.#pass, final);
    if (final) this.table.trim();
  }

  /** One packet by its row, 0 to `count - 1`; throws a RangeError for any other. */
  packet(row: number): Packet {
    this.#check(row);
    return packetOf(this, row);
  }

  /** The captured bytes of one packet; a view, not a copy. */
  frame(row: number): Uint8Array {
    this.#check(row);
    const offset = this.table.offset[row]!;
    return this.bytes.subarray(offset, offset + this.table.captured[row]!);
  }

  /**
   * The bytes in which the columns `transport` and `payload` count: the frame, or, for a row that completes a fragmented
   * IP packet, the payload of that packet.
   */
  datagram(row: number): Uint8Array {
    const isWhole = this.table.shape[row]! & SHAPE.fragment && this.fragments.completedAt(row);
    return isWhole ? keptDatagram(this, this.fragments, row) : this.frame(row);
  }

  /** The tree of one packet's fields and its summary. */
  dissect(row: number): Dissection {
    return this.#dissect(row, true);
  }

  /** Only what the columns Protocol and Info say about a packet; faster than its tree. */
  summary(row: number): { protocol: string; info: string } {
    const d = this.#dissect(row, false);
    return { protocol: d.label, info: d.info };
  }

  /** Comments on a packet. */
  packetComments(row: number): readonly string[] {
    return this.#pass.comments.get(row) ?? [];
  }

  /** Microseconds since the epoch; exact to about a quarter of one. The table has the nanoseconds. */
  time(row: number): number {
    return this.table.seconds[row]! * 1e6 + this.table.nanos[row]! / 1000;
  }

  /** Sequence and acknowledgement number of a TCP row, relative to where its stream began, as Wireshark counts. */
  relativeNumbers(row: number): { sequence: number; acknowledgement: number } {
    const { table, tcp } = this;
    const sequence = table.sequence[row]!;
    const acknowledgement = table.acknowledgement[row]!;
    if (!(table.shape[row]! & SHAPE.tcp)) return { sequence, acknowledgement };
    const side = table.shape[row]! & SHAPE.fromClient ? 0 : 1;
    const flow = table.stream[row]! * 2;
    const base = tcp.baseAt(flow + side, row) ?? 0;
    const peerBase = table.flags[row]! & 0x10 ? (tcp.baseAt(flow + 1 - side, row) ?? 0) : 0;
    return { sequence: (sequence - base) >>> 0, acknowledgement: (acknowledgement - peerBase) >>> 0 };
  }

  /** What the edges of a row's selective acknowledgements are relative to. */
  sackBase(row: number): number {
    const { table } = this;
    if (!(table.shape[row]! & SHAPE.tcp) || table.stream[row] === NO_STREAM) return 0;
    const side = table.shape[row]! & SHAPE.fromClient ? 0 : 1;
    return this.tcp.baseAt(table.stream[row]! * 2 + 1 - side, row) ?? 0;
  }

  #dissect(row: number, isTree: boolean): Dissection {
    this.#check(row);
    const d = new Dissection(this, row, isTree);
    const { linkType } = this.interfaces[this.table.interface[row]!]!;
    const length = Math.max(this.table.length[row]!, d.bytes.length);
    if (!d.next('link', linkType, 0, length)) {
      d.summary('Unknown', `Link type ${linkType} is not known`);
      d.rest(0);
    }
    return d;
  }

  #check(row: number): void {
    if (!(row >= 0 && row < this.table.count && Number.isInteger(row))) {
      throw new RangeError(
        `There is no row ${row}; the capture has ${this.table.count} packets, counted from 0.`,
      );
    }
  }
}

/** The same bytes as a bare array: views of Node's Buffer are Buffers, each several times as costly to make. */
function plain(bytes: Uint8Array): Uint8Array {
  if (bytes.constructor === Uint8Array) return bytes;
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/**
 * Reads a whole pcap or pcapng file. Never throws over its contents: what is damaged is told in `problem`, and the
 * packets before the damage are there.
 */
export function openCapture(bytes: Uint8Array, options: CaptureOptions = {}): Capture {
  const capture = new Capture(options, Math.min(FIRST_ROOM, Math.ceil(bytes.length / 400)));
  capture.read(bytes, true);
  return capture;
}
