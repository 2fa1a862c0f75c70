/** Captures on all interfaces of this computer, with the tool that may: tcpdump(8) or dumpcap(1). */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { PcapStreamParser } from '@wireside/wire';
import type { PcapRecord } from '@wireside/wire';
import { Marker } from '../agent/marker.ts';
import { Signal } from '../agent/tcpdump.ts';
import { installCommand } from '../doctor/tools.ts';
import { findTool, TOOL_PATH } from '../tool-path.ts';

/** The device of all interfaces. */
export const ANY = 'any';
/** How often the marker is sent again. ms. */
const MARKER_INTERVAL = 50;
/** How long the marker may take to be captured: lo may be down, or filtered. ms. */
const MARKER_TIMEOUT = 3000;
/** How long a tool may take to end before it is killed. ms. */
const END_TIMEOUT = 3000;
/** Maximum number of characters kept of a tool's messages. */
const MAX_MESSAGES = 4000;

/**
 * The largest packets are those that a device with segmentation offload cuts later: 64 KiB and their headers. libpcap
 * reserves so much for each packet, so the buffer (KiB) holds two thousand.
 */
const SNAP_LENGTH = '66000';
const BUFFER = '131072';

/** The tools, the first that may capture is used. tcpdump's buffer is in KiB, dumpcap's in MiB. */
const TOOLS = [
  {
    name: 'tcpdump',
    args: ['-i', ANY, '-n', '-U', '--immediate-mode', '-s', SNAP_LENGTH, '-B', BUFFER, '-w', '-'],
  },
  { name: 'dumpcap', args: ['-i', ANY, '-q', '-P', '-B', '16', '-w', '-'] },
] as const;

/** The path of a tool: an ordinary user's PATH often has no sbin folders. */
export function findCommand(name: string): string | undefined {
  const own = (process.env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'));
  return findTool(name, [...own, TOOL_PATH].join(':'));
}

/** A running capture. */
export class PacketCapture {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #parser = new PcapStreamParser();
  readonly #started = new Signal();
  readonly #markerSeen = new Signal();
  readonly #marker = new Marker('loopback');
  readonly #ended: Promise<unknown>;
  #hasEnded = false;
  #isFinishing = false;
  #isFinished = false;
  #messages = '';

  private constructor(tool: string, args: readonly string[], onPacket: (packet: PcapRecord) => void) {
    // In a session of its own, Ctrl-C in the terminal does not end it.
    this.#child = spawn(tool, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#messages = (this.#messages + text).slice(-MAX_MESSAGES);
    });
    this.#child.stdout.on('data', (chunk: Buffer) => {
      const packets = this.#parser.push(chunk);
      if (this.#parser.linkType !== undefined) this.#started.raise(); // the header comes when the capture is active
      for (const packet of packets) if (!this.#isAfterEnd(packet.data)) onPacket(packet);
    });
    this.#ended = once(this.#child, 'close')
      .catch(() => {})
      .then(() => (this.#hasEnded = true));
  }

  /** Starts a capture; undefined where no tool may capture. */
  static async start(onPacket: (packet: PcapRecord) => void): Promise<PacketCapture | undefined> {
    for (const { name, args } of TOOLS) {
      const tool = findCommand(name);
      if (tool === undefined) continue;
      const capture = new PacketCapture(tool, args, onPacket);
      await Promise.race([capture.#started.happened, capture.#ended]);
      if (!capture.#hasEnded) return capture;
    }
    return undefined;
  }

  /** The number of the tool's process. */
  get pid(): number {
    return this.#child.pid!;
  }

  /** LINKTYPE_ value of the packets. */
  get linkType(): number {
    return this.#parser.linkType!;
  }

  /** Whether the tool has ended by itself. */
  get isBroken(): boolean {
    return this.#hasEnded && !this.#isFinishing;
  }

  /**
   * Waits until every packet that was there before this call has been captured, and ends the capture. Returns how many
   * packets the kernel dropped because the tool was too slow.
   */
  async finish(): Promise<number> {
    const isBroken = this.isBroken;
    this.#isFinishing = true;
    if (!isBroken) await this.#untilMarker();
    this.#isFinished = true;
    await this.kill('SIGINT');
    const dropped =
      /(\d+) packets? dropped by kernel/.exec(this.#messages)?.[1] ??
      /received\/dropped on interface[^:]*: \d+\/(\d+)/.exec(this.#messages)?.[1];
    return Number(dropped ?? 0);
  }

  /** Ends it without waiting for packets. */
  async kill(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#hasEnded) return;
    this.#child.kill(signal);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), END_TIMEOUT);
    await this.#ended;
    clearTimeout(timer);
  }

  #isAfterEnd(frame: Uint8Array): boolean {
    if (this.#isFinished) return true;
    if (!this.#isFinishing || !this.#marker.isIn(frame)) return false;
    this.#isFinished = true;
    this.#markerSeen.raise();
    return true;
  }

  /** Sends the marker again and again until it is captured. */
  async #untilMarker(): Promise<void> {
    const deadline = performance.now() + MARKER_TIMEOUT;
    while (!this.#isFinished && !this.#hasEnded && performance.now() < deadline) {
      await this.#marker.send();
      await Promise.race([this.#markerSeen.happened, this.#ended, pause(MARKER_INTERVAL)]);
    }
  }
}

/** Why there are no packets, and the commands that fix it. @param words how this recording was asked for */
export function noPackets(words: string): string {
  const tcpdump = findCommand('tcpdump');
  const dumpcap = findCommand('dumpcap');
  if (tcpdump === undefined && dumpcap === undefined) {
    return `The packets are missing: tcpdump is not installed. Install with: ${installCommand(['tcpdump'])}`;
  }
  if (process.getuid?.() === 0) {
    return 'The packets are missing: even root may not capture here; a container needs the capabilities NET_RAW and NET_ADMIN.';
  }
  const ways = [
    ...(tcpdump === undefined ? [] : [`sudo setcap cap_net_raw,cap_net_admin=eip ${tcpdump}`]),
    ...(dumpcap === undefined ? [] : ['sudo usermod -aG wireshark $USER (and log in again)']),
    `sudo wireside record ${words}`,
  ];
  return `The packets are missing: you may not capture. Any of these fixes it: ${ways.join('; ')}`;
}
