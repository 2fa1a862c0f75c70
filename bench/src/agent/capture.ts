/** Captures the packets of a run, and knows without guessing when it has the last one. */
import { setTimeout as pause } from 'node:timers/promises';
import type { PcapRecord } from '@wireside/wire';
import { isAddressReport } from './frames.ts';
import { Marker } from './marker.ts';
import type { MarkerWay } from './marker.ts';
import type { Shell } from './shell.ts';
import { Signal, Tcpdump } from './tcpdump.ts';

/** How often a marker is sent again. ms. */
const MARKER_INTERVAL = 50;
/** How long the capture may take to end before it counts as broken. ms. */
const FINISH_TIMEOUT = 10_000;
/** Maximum number of packets kept of one run. The rest count as dropped: a flood must not fill the disk. */
const MAX_PACKETS = 200_000;

/** How many packets a capture has, and how many are missing. */
export interface CaptureResult {
  readonly packets: number;
  /** Packets that the kernel dropped before tcpdump saw them, or that were too many. Any makes the run inconclusive. */
  readonly dropped: number;
}

/** A device to capture on. */
export interface CaptureSource {
  /** How the capture file calls it. */
  readonly name: string;
  /** The device, if the name is another one. */
  readonly device?: string;
  /** Runs tools where the device is. */
  readonly shell: Shell;
  /** How a marker reaches it. */
  readonly marker: MarkerWay;
  /** The file of the run that its packets go to; absent: wire.pcapng. */
  readonly file?: string;
}

/** Called with each packet, the number of its interface in the capture file, and the file if it is not wire.pcapng. */
export type PacketHandler = (packet: PcapRecord, interfaceId: number, file?: string) => void;

/** The capture on one device. */
interface Part {
  readonly source: CaptureSource;
  readonly interfaceId: number;
  readonly marker: Marker;
  readonly markerSeen: Signal;
  tcpdump?: Tcpdump;
  isFinished: boolean;
}

/** A capture on one or more devices. */
export class Capture {
  readonly #parts: Part[] = [];
  #handler: PacketHandler | undefined;
  #packets = 0;
  #surplus = 0;
  #isFinishing = false;

  /** The names of the interfaces of wire.pcapng. */
  get interfaces(): readonly string[] {
    return this.#parts.filter(({ source }) => source.file === undefined).map(({ source }) => source.name);
  }

  /**
   * Captures on a device; resolves when that has begun.
   * @throws {ToolError} when tcpdump cannot capture there
   */
  async add(source: CaptureSource): Promise<void> {
    const same = this.#parts.filter(({ source: { file } }) => file === source.file);
    const part: Part = {
      source,
      interfaceId: same.length,
      marker: new Marker(source.marker, source.shell.isOwn ? undefined : source.shell),
      markerSeen: new Signal(),
      isFinished: false,
    };
    this.#parts.push(part);
    part.tcpdump = await Tcpdump.start(source.shell, source.device ?? source.name, (packet) =>
      this.#receive(part, packet),
    );
  }

  /** From now on calls `handler` with each packet except our own markers; earlier packets are discarded. */
  onPacket(handler: PacketHandler): void {
    this.#handler = handler;
  }

  /**
   * Waits until every packet that was there before this call has been captured. Later packets are not kept.
   * @throws {ToolError} when tcpdump ends before that; {Error} when it takes longer than FINISH_TIMEOUT
   */
  async finish(): Promise<CaptureResult> {
    this.#isFinishing = true;
    let missing = 'the end of the capture was not seen on the wire';
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(missing)), FINISH_TIMEOUT);
    });
    late.catch(() => {});
    try {
      await Promise.all(this.#parts.map((part) => this.#untilMarker(part, late)));
      missing = 'tcpdump did not report how many packets it missed';
      const drops = await Promise.all(this.#parts.map(({ tcpdump }) => tcpdump!.dropped(late)));
      return { packets: this.#packets, dropped: drops.reduce((sum, drop) => sum + drop, this.#surplus) };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends everything, whatever state it is in. */
  async kill(): Promise<void> {
    await Promise.all(this.#parts.map(({ tcpdump }) => tcpdump?.kill()));
  }

  #receive(part: Part, packet: PcapRecord): void {
    if (part.isFinished || (this.#isFinishing && this.#isMarker(part, packet.data))) return;
    if (this.#handler === undefined || isAddressReport(packet.data)) return;
    const { file } = part.source;
    if (file === undefined && ++this.#packets > MAX_PACKETS) {
      this.#packets--;
      this.#surplus++;
      return;
    }
    this.#handler(packet, part.interfaceId, file);
  }

  /** Whether a frame is a marker. The part's own ends it; those of other parts may pass here too. */
  #isMarker(part: Part, frame: Uint8Array): boolean {
    if (part.marker.isIn(frame)) {
      part.isFinished = true;
      part.markerSeen.raise();
      return true;
    }
    return this.#parts.some(({ marker }) => marker.isIn(frame));
  }

  /** Sends a part's marker again and again until it is captured. */
  async #untilMarker({ marker, markerSeen, tcpdump }: Part, late: Promise<never>): Promise<void> {
    const seen = markerSeen.happened.then(() => true);
    do {
      await marker.send();
    } while (!(await Promise.race([seen, pause(MARKER_INTERVAL, false), tcpdump!.broken, late])));
  }
}
