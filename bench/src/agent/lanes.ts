/** Writes a run's lanes and its capture, as things happen, in few and large pieces. */
import { TRACE_VERSION, type Lane } from '@wireside/trace';
import { enhancedPacket, interfaceDescription, type PcapRecord, sectionHeader } from '@wireside/wire';
import { monotonic, realtime } from './clock.ts';

/** Pieces are sent when they have this size, or after this time. */
const PIECE = 64 * 1024;
const PIECE_AGE = 50; // ms

export type Append = (file: string, bytes: Uint8Array) => void;

/** The files of one run that grow while it runs. */
export class LaneWriter {
  readonly #append: Append;
  readonly #waiting = new Map<string, { parts: Uint8Array[]; size: number }>();
  readonly #numbers = new Map<Lane, number>();
  #timer: NodeJS.Timeout | null = null;

  constructor(append: Append, lanes: readonly Lane[], device: string) {
    this.#append = append;
    const clocks = { version: TRACE_VERSION, realtime: realtime(), monotonic: monotonic() };
    for (const lane of lanes) this.#line(`${lane}.ndjson`, { lane, ...clocks });
    this.#write('wire.pcapng', sectionHeader({ application: 'wireside' }));
    this.#write('wire.pcapng', interfaceDescription({ linkType: 1, name: device }));
  }

  /** Adds a record to a lane; it gets the lane's next number unless it has one. */
  record(lane: Lane, record: object): void {
    const n = (this.#numbers.get(lane) ?? 0) + 1;
    this.#numbers.set(lane, n);
    this.#line(`${lane}.ndjson`, { n, ...record });
  }

  packet(packet: PcapRecord): void {
    this.#write('wire.pcapng', enhancedPacket(packet));
  }

  /** Sends what is waiting. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const [file, { parts }] of this.#waiting) this.#append(file, Buffer.concat(parts));
    this.#waiting.clear();
  }

  #line(file: string, value: object): void {
    this.#write(file, Buffer.from(`${JSON.stringify(value)}\n`));
  }

  #write(file: string, bytes: Uint8Array): void {
    let waiting = this.#waiting.get(file);
    if (waiting === undefined) this.#waiting.set(file, (waiting = { parts: [], size: 0 }));
    waiting.parts.push(bytes);
    waiting.size += bytes.length;
    if (waiting.size > PIECE) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), PIECE_AGE);
  }
}
