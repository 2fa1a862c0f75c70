/** Captures the packets of a run with tcpdump and knows, without guessing, when the last one is in. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { PcapStreamParser, type PcapRecord } from '@wireside/wire';
import { ToolError } from './command.ts';
import { isAddressReport, isArp } from './frames.ts';

/** Where the marker that ends a capture is sent: the discard port (RFC 863). */
const MARKER_PORT = 9;
/** How often the marker is sent again, and how long in all, before the capture counts as broken. ms. */
const MARKER_INTERVAL = 50;
const MARKER_PATIENCE = 10_000;
/** tcpdump's own buffer in KiB; a run's largest burst, a flood, fits in it several times over. */
const BUFFER = 16 * 1024;

export interface CaptureResult {
  packets: number;
  /** Packets that the kernel dropped before tcpdump saw them; any makes the run inconclusive. */
  dropped: number;
}

export interface Capture {
  /** Is given each packet from now on but our own marker; those until now are forgotten. */
  onPacket(handler: (packet: PcapRecord) => void): void;
  /** Waits until every packet that was on the wire before this call has been seen; later ones are not kept. */
  finish(markerTo: string): Promise<CaptureResult>;
  /** Ends it at once, unless it has ended; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Packets kept of one run; the rest are counted as dropped, since a flood must not fill the disk. */
const MAX_PACKETS = 200_000;

/** Starts tcpdump(8) on `device`; resolves when it is capturing. */
export async function startCapture(device: string): Promise<Capture> {
  const args = ['-i', device, '-n', '-U', '--immediate-mode', '-s', '0', '-B', String(BUFFER), '-w', '-'];
  const child = spawn('tcpdump', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close');
  ended.catch(() => {});

  const broken = ended.then(() => Promise.reject(new ToolError(['tcpdump', ...args], 'ended', stderr)));
  broken.catch(() => {});

  const marker = Buffer.concat([Buffer.from('wireside: end of capture '), randomBytes(16)]);
  let markerSeen: () => void = () => {};
  const seen = new Promise<void>((resolve) => (markerSeen = resolve));
  let started: () => void = () => {};
  const start = new Promise<void>((resolve) => (started = resolve));
  let handler: ((packet: PcapRecord) => void) | null = null;
  let packets = 0;
  let surplus = 0;
  let over = false;
  let finishing = false;
  const parser = new PcapStreamParser();
  child.stdout.on('data', (chunk: Buffer) => {
    started(); // the file header comes first, once the capture is active
    for (const packet of parser.push(chunk)) {
      if (finishing) {
        // The marker itself may make the hosts ask for each other's link address.
        if (over || isArp(packet.data)) continue;
        if (marker.equals(packet.data.subarray(-marker.length))) {
          over = true;
          markerSeen();
          continue;
        }
      }
      if (handler === null || isAddressReport(packet.data)) continue;
      if (packets < MAX_PACKETS) {
        packets++;
        handler(packet);
      } else surplus++;
    }
  });
  await Promise.race([start, broken, once(child, 'error').then(([error]) => Promise.reject(error))]);

  return {
    onPacket(next) {
      handler = next;
    },
    async finish(markerTo) {
      finishing = true;
      const socket = createSocket(markerTo.includes(':') ? 'udp6' : 'udp4');
      socket.on('error', () => {});
      const send = (): void => socket.send(marker, MARKER_PORT, markerTo);
      send();
      const again = setInterval(send, MARKER_INTERVAL);
      let what = 'the end of the capture was not seen on the wire';
      let patience: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        patience = setTimeout(() => reject(new Error(what)), MARKER_PATIENCE);
      });
      try {
        await Promise.race([seen, broken, late]);
        clearInterval(again);
        // Asked for its counts so, tcpdump tells them at once; its end would take longer, and nobody need wait for it.
        what = 'tcpdump did not tell how many packets it missed';
        stderr = '';
        child.kill('SIGUSR1');
        for (;;) {
          const dropped = /(\d+) packets? dropped by kernel/.exec(stderr)?.[1];
          if (dropped !== undefined) return { packets, dropped: Number(dropped) + surplus };
          await Promise.race([once(child.stderr, 'data'), broken, late]);
        }
      } finally {
        clearInterval(again);
        clearTimeout(patience);
        socket.close();
      }
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
