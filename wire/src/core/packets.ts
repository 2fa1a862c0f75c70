/** The packets of a capture: its bytes, its table, and what can be asked about a row without building its tree. */
import { isPcapng } from '../files/pcapng.ts';
import { readerFor } from '../files/reader.ts';
import type { CaptureInterface, CaptureReader, Problem, ResolvedName, Secrets } from '../files/records.ts';
import type { Addresses } from '../table/addresses.ts';
import type { FlowIndex } from '../table/flows.ts';
import type { Fragments } from '../table/fragments.ts';
import { NO_STREAM, TRAITS } from '../table/table.ts';
import type { Table } from '../table/table.ts';
import { ACK } from '../tcp-analysis/flags.ts';
import type { RuleSet, TcpState } from '../tcp-analysis/state.ts';
import type { CaptureData } from './capture-data.ts';
import type { Ciphers } from './ciphers.ts';
import { DerivedValues } from './derived.ts';
import type { DerivedKey } from './derived.ts';
import { Pass } from './pass.ts';
import type { ColumnRegistry } from './pass.ts';
import type { StreamCutter } from './stream-cutter.ts';

/** How packets are to be read. */
export interface PacketOptions {
  /** Whose rules decide the TCP analysis marks; by default '4.4'. */
  readonly rules?: RuleSet;
  /** TLS secrets in addition to those in the file, in the format of SSLKEYLOGFILE. */
  readonly keyLog?: string | Uint8Array;
  /** The ciphers that TLS is decrypted with, from `@wireside/wire/decrypt`; `decryptCapture` loads them when needed. */
  readonly ciphers?: Ciphers;
}

/** What packets need of a registry. */
export interface PacketRegistry extends ColumnRegistry {
  /** Protocols carried in TCP, in the order in which they are asked. */
  readonly streamProtocols: readonly StreamCutter[];
}

/** Packets with everything that one pass finds out about them. Rows count from 0; packet numbers, for people, from 1. */
export class Packets implements CaptureData {
  /** The file, or as much of it as there is. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Where reading went wrong; what comes before is intact. */
  problem: Problem | undefined;
  readonly registry: PacketRegistry;
  /** TLS secrets in addition to those in the file. */
  readonly keyLog: string | Uint8Array | undefined;
  /** The columns, for code that goes over many packets. */
  readonly table: Table;
  readonly addresses: Addresses;
  /** State of the TCP analysis: streams, bases, completeness. */
  readonly tcp: TcpState;
  /** UDP streams. */
  readonly udp: FlowIndex;
  /** IP fragments and the packets that they make. */
  readonly fragments: Fragments;
  readonly #pass: Pass;
  readonly #derived = new DerivedValues();
  #reader: CaptureReader | undefined;
  #ciphers: Ciphers | undefined;

  constructor(registry: PacketRegistry, options: PacketOptions = {}, expectedPackets = 0) {
    this.registry = registry;
    this.keyLog = options.keyLog;
    this.#ciphers = options.ciphers;
    this.#pass = new Pass(registry, options.rules ?? '4.4', expectedPackets);
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

  /** Interfaces that the packets were captured on, in the order of the file. */
  get interfaces(): readonly CaptureInterface[] {
    return this.#pass.interfaces;
  }

  /** Whether the file itself describes interfaces, as pcapng does; in pcap there is one without a name. */
  get hasInterfaces(): boolean {
    return isPcapng(this.bytes);
  }

  /** Decryption secrets inside the file. */
  get secrets(): readonly Secrets[] {
    return this.#pass.secretsFound;
  }

  /** The ciphers that TLS is decrypted with; undefined if they were not loaded. */
  get ciphers(): Ciphers | undefined {
    return this.#ciphers;
  }

  /** Decrypts from now on; messages that were cut before are cut again. */
  useCiphers(ciphers: Ciphers): void {
    this.#ciphers = ciphers;
    this.#derived.clear();
  }

  /**
   * A value that `make` computes from the capture when it is first asked for. It is kept until the capture changes:
   * until more of the file is read, which may add packets and secrets, or other ciphers are used.
   */
  derived<T>(key: DerivedKey<T>, make: () => T): T {
    return this.#derived.get(key, make);
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
   * Continues reading: `file` is what there is of it so far from its first byte, at least as long as in the last call. A
   * file that still grows is not yet `final`; its last record may be incomplete without that being a problem.
   */
  read(file: Uint8Array, final: boolean): void {
    if (this.problem) return;
    this.#derived.clear();
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

  /**
   * The captured bytes of one packet; a view, not a copy.
   * @throws {RangeError} for a row that does not exist
   */
  frame(row: number): Uint8Array {
    this.check(row);
    const offset = this.table.offset[row]!;
    return this.bytes.subarray(offset, offset + this.table.captured[row]!);
  }

  /**
   * The bytes in which the columns `transport` and `payload` count: the frame, or, for a row that completes a fragmented
   * IP packet, the payload of that packet.
   */
  datagram(row: number): Uint8Array {
    const isWhole = this.table.traits[row]! & TRAITS.fragment && this.fragments.completedAt(row);
    return isWhole ? this.fragments.kept(row, this.bytes) : this.frame(row);
  }

  /** Comments on a packet. */
  packetComments(row: number): readonly string[] {
    return this.#pass.comments.get(row) ?? [];
  }

  /** Microseconds since the epoch; exact to about a quarter of one. The table has the nanoseconds. */
  time(row: number): number {
    return this.table.seconds[row]! * 1e6 + this.table.nanos[row]! / 1000;
  }

  /** Sequence and acknowledgment number of a TCP row, relative to where its stream began, as Wireshark counts. */
  relativeNumbers(row: number): { readonly sequence: number; readonly acknowledgment: number } {
    const { table, tcp } = this;
    const sequence = table.sequence[row]!;
    const acknowledgment = table.acknowledgment[row]!;
    if (!(table.traits[row]! & TRAITS.tcp)) return { sequence, acknowledgment };
    const side = table.traits[row]! & TRAITS.fromClient ? 0 : 1;
    const flow = table.stream[row]! * 2;
    const base = tcp.baseAt(flow + side, row) ?? 0;
    const peerBase = table.flags[row]! & ACK ? (tcp.baseAt(flow + 1 - side, row) ?? 0) : 0;
    return { sequence: (sequence - base) >>> 0, acknowledgment: (acknowledgment - peerBase) >>> 0 };
  }

  /** The number that the edges of a row's selective acknowledgments are relative to. */
  sackBase(row: number): number {
    const { table } = this;
    if (!(table.traits[row]! & TRAITS.tcp) || table.stream[row] === NO_STREAM) return 0;
    const side = table.traits[row]! & TRAITS.fromClient ? 0 : 1;
    return this.tcp.baseAt(table.stream[row]! * 2 + 1 - side, row) ?? 0;
  }

  /** Refuses a row that does not exist. */
  protected check(row: number): void {
    if (!(row >= 0 && row < this.table.count && Number.isInteger(row))) {
      throw new RangeError(
        `Row ${row} does not exist; the capture has ${this.table.count} packets, and rows count from 0.`,
      );
    }
  }
}

/**
 * The same bytes as a plain Uint8Array: views of Node's Buffer are Buffers, which cost several times as much to create.
 */
function plain(bytes: Uint8Array): Uint8Array {
  if (bytes.constructor === Uint8Array) return bytes;
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
