/** Writes the files of a run that grow while it runs: its lanes and its capture. */
import type { PeerEvent, PeerMessage } from '@wireside/peers';
import { LANES, TRACE_VERSION } from '@wireside/trace';
import type { Lane, LaneRecords, MessageRecord, PeerRecord } from '@wireside/trace';
import { decryptionSecrets, enhancedPacket, interfaceDescription, sectionHeader } from '@wireside/wire';
import type { PcapRecord } from '@wireside/wire';
import { monotonic, realtime } from './clock.ts';

/** Bytes are sent in chunks of about this size, */
const CHUNK_SIZE = 64 * 1024;
/** and never later than this after they were written. ms. */
const CHUNK_AGE = 50;
/** The link type of Ethernet in a capture file (LINKTYPE_ETHERNET). */
const ETHERNET = 1;

/** The capture's file in the run folder. */
const CAPTURE_FILE = 'wire.pcapng';

/** Sends bytes to the end of a file of the run. */
export type Append = (file: string, bytes: Uint8Array) => void;

/** A record that may not have its number yet. */
export type Unnumbered<R extends { readonly n: number }> = Omit<R, 'n'> & Partial<Pick<R, 'n'>>;

/** True when two types have the same properties, of the same types; false otherwise. */
type Same<A, B> = [keyof A, A] extends [keyof B, B]
  ? [keyof B, B] extends [keyof A, A]
    ? true
    : false
  : false;
/** Compiles only with `true`. */
type Assert<T extends true> = T;

/**
 * A peer's event and its record in a trace are the same thing, in two packages that may not import each other. This
 * does not compile when their properties differ. (Traces may be older than our peers, so `event` is any string there.)
 */
export type EventIsRecord = Assert<
  Same<Omit<PeerEvent, 'event' | 'peer'>, Omit<PeerRecord, 'n' | 'event' | 'actor'>> &
    Same<Exclude<keyof PeerEvent, 'peer'>, Exclude<keyof PeerRecord, 'n' | 'actor'>>
>;

/** The same for a peer's message and its record. A record names the actor, of which there may be several of one peer. */
export type MessageIsRecord = Assert<Same<Omit<PeerMessage, 'peer'>, Omit<MessageRecord, 'n' | 'actor'>>>;

/** The growing files of one run. */
export class LaneWriter {
  readonly #append: Append;
  readonly #pending = new Map<string, { parts: Uint8Array[]; size: number }>();
  readonly #numbers = new Map<Lane, number>();
  readonly #captures = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  /** @param interfaces the names of the captured network devices */
  constructor(append: Append, interfaces: readonly string[]) {
    this.#append = append;
    const clocks = { version: TRACE_VERSION, realtime: realtime(), monotonic: monotonic() };
    for (const lane of LANES) this.#line(lane, { lane, ...clocks });
    this.#beginCapture(CAPTURE_FILE, interfaces);
  }

  /** Adds a record to a lane. It gets the lane's next number unless it has one. */
  record<L extends Lane>(lane: L, record: Unnumbered<LaneRecords[L]>): void {
    const n = (this.#numbers.get(lane) ?? 0) + 1;
    this.#numbers.set(lane, n);
    this.#line(lane, { n, ...record });
  }

  /**
   * Adds a packet to a capture.
   * @param interfaceId the place of its interface in the capture file, from 0
   * @param file the capture of one host's own view; absent: of the network
   */
  packet(packet: PcapRecord, interfaceId: number, file = CAPTURE_FILE): void {
    if (!this.#captures.has(file)) this.#beginCapture(file, ['eth0']);
    this.#write(file, enhancedPacket({ ...packet, interface: interfaceId }));
  }

  /** Adds a captured network device to a capture. @param linkType its LINKTYPE_ value */
  addInterface(name: string, linkType: number, file = CAPTURE_FILE): void {
    this.#write(file, interfaceDescription({ linkType, name }));
  }

  /** Adds TLS secrets to the capture, as lines of the NSS key log format. */
  secrets(lines: string): void {
    this.#write(CAPTURE_FILE, decryptionSecrets(Buffer.from(lines.endsWith('\n') ? lines : `${lines}\n`)));
  }

  /** Sends what is pending. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [file, { parts }] of this.#pending) this.#append(file, Buffer.concat(parts));
    this.#pending.clear();
  }

  #beginCapture(file: string, interfaces: readonly string[]): void {
    this.#captures.add(file);
    this.#write(file, sectionHeader({ application: 'wireside' }));
    for (const name of interfaces) this.addInterface(name, ETHERNET, file);
  }

  #line(lane: Lane, value: object): void {
    this.#write(`${lane}.ndjson`, Buffer.from(`${JSON.stringify(value)}\n`));
  }

  #write(file: string, bytes: Uint8Array): void {
    let pending = this.#pending.get(file);
    if (pending === undefined) this.#pending.set(file, (pending = { parts: [], size: 0 }));
    pending.parts.push(bytes);
    pending.size += bytes.length;
    if (pending.size > CHUNK_SIZE) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), CHUNK_AGE);
  }
}
