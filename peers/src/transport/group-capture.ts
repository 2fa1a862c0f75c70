/**
 * Hears a multicast group without a socket on its port: tcpdump(8) gets a copy of each packet from the interface.
 *
 * On Linux, a socket that holds the port keeps a receiver without SO_REUSEADDR from binding, whatever options it sets itself:
 * both have to share (socket(7)). A program that only watches must not break others, so it does not bind. But capturing needs
 * a right that an ordinary user does not have (CAP_NET_RAW, packet(7)).
 */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { escapeBytes } from '../common/escape.ts';
import { formatAddress } from '../peer.ts';
import type { PeerLog } from '../peer.ts';
import { Inbox } from './inbox.ts';
import type { Address, Datagram } from './inbox.ts';
import type { MulticastRoute } from './multicast-route.ts';
import { PcapDatagrams } from './pcap-datagrams.ts';
import { openUdp } from './udp-socket.ts';
import type { UdpSocket } from './udp-socket.ts';

/** What to hear, and where. */
export interface GroupCaptureOptions {
  readonly group: string;
  readonly port: number;
  readonly route: MulticastRoute;
}

/** A process of tcpdump. */
type Tcpdump = ChildProcessByStdio<null, Readable, Readable>;

/**
 * Starts to hear a group; its datagrams go to the inbox. Resolves when the capture is running, with undefined if this user
 * may not capture or there is no tcpdump.
 */
export async function captureGroup(
  options: GroupCaptureOptions,
  inbox: Inbox,
  log: PeerLog,
): Promise<GroupCapture | undefined> {
  const tcpdump = startTcpdump(options);
  const datagrams = new PcapDatagrams();
  if (!(await captures(tcpdump))) return undefined;
  try {
    const member = await joinGroup(options);
    return new GroupCapture(options, { tcpdump, datagrams, member, inbox, log });
  } catch (error) {
    tcpdump.kill('SIGKILL');
    throw error;
  }
}

/** Whether the capture is running: "listening on eth0" is the last thing that tcpdump says before it begins. */
function captures(tcpdump: Tcpdump): Promise<boolean> {
  let said = '';
  return new Promise((resolve) => {
    tcpdump.once('error', () => resolve(false));
    tcpdump.once('close', () => resolve(false));
    tcpdump.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-1000);
      if (said.includes('listening on ')) resolve(true);
    });
  });
}

/** The buffer of tcpdump, in KiB. A packet takes as much of it as the longest one could, and a long datagram is 45 packets. */
const BUFFER = 16 * 1024;

/** tcpdump for the datagrams to this group and port. Of a datagram in fragments, only the first one has the port. */
function startTcpdump({ group, port, route }: GroupCaptureOptions): Tcpdump {
  const filter = `udp and dst host ${group} and (dst port ${port} or ip[6:2] & 0x1fff != 0)`;
  // Each packet at once, to standard output. Without -p, the interface would receive what is for other computers.
  const args = ['-i', route.device, '-p', '-n', '-U', '--immediate-mode', '-B', String(BUFFER), '-w', '-'];
  return spawn('tcpdump', [...args, filter], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // The PATH of an ordinary user often lacks the folder of tcpdump.
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
  });
}

/**
 * A socket that is in the group, on a port that the kernel chooses: it hears nothing. But the host sends the IGMP message, and
 * the interface takes the group's frames.
 */
function joinGroup({ group, route }: GroupCaptureOptions): Promise<UdpSocket> {
  const quiet = (): void => {};
  return openUdp({ host: '0.0.0.0', port: 0, group, route }, new Inbox(quiet), quiet);
}

/** A running capture; {@link captureGroup} starts it. */
export class GroupCapture {
  readonly address: Address;
  readonly #tcpdump: Tcpdump;
  readonly #member: UdpSocket;
  readonly #log: PeerLog;
  readonly #ended: Promise<void>;
  #isOpen = true;

  constructor(
    { group, port, route }: GroupCaptureOptions,
    parts: {
      readonly tcpdump: Tcpdump;
      readonly datagrams: PcapDatagrams;
      readonly member: UdpSocket;
      readonly inbox: Inbox;
      readonly log: PeerLog;
    },
  ) {
    const { tcpdump, datagrams, member, inbox, log } = parts;
    this.address = { host: group, port };
    this.#tcpdump = tcpdump;
    this.#member = member;
    const local = formatAddress(group, port);
    this.#log = (event) => log({ local, ...event });
    this.#ended = new Promise((resolve) => tcpdump.once('close', () => resolve()));
    tcpdump.once('close', (code) => {
      // Ctrl-C in a terminal ends tcpdump too, with code 0.
      if (this.#isOpen && code !== 0) this.#log({ event: 'error', note: 'tcpdump has ended' });
    });
    tcpdump.stdout.on('data', (chunk: Buffer) => {
      for (const { toPort, ...datagram } of datagrams.push(chunk)) {
        if (toPort === port) this.#receive(inbox, { ...datagram, socket: member });
      }
    });
    this.#log({
      event: 'listen',
      note: `joined ${group} on ${route.shown}; captures, and leaves the port free`,
    });
  }

  #receive(inbox: Inbox, datagram: Datagram): void {
    if (!inbox.put(datagram)) return;
    const { bytes, from } = datagram;
    const remote = formatAddress(from.host, from.port);
    this.#log({ event: 'receive', remote, length: bytes.length, data: escapeBytes(bytes) });
  }

  /** Ends the capture, and leaves the group. Resolves when both are done; may be called twice. */
  async close(): Promise<void> {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#tcpdump.kill('SIGKILL');
      this.#log({ event: 'close' });
    }
    await Promise.all([this.#ended, this.#member.close()]);
  }
}
