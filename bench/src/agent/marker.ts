/** The marked datagram that shows where a capture ends. */
import { createSocket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import type { Shell } from './shell.ts';

/** Where the marker is sent: the discard port (RFC 863). */
const PORT = 9;
/** How the marker begins; random digits follow, so that no program can send it. */
const TEXT = 'wireside: end of capture ';
const RANDOM_BYTES = 16;

/** How a marker reaches a capture: to all hosts over the network, or over the lo of one host. */
export type MarkerWay = 'broadcast' | 'loopback';

/** Where a broadcast goes: all IPv4 hosts of the first network, and all IPv6 nodes (RFC 4291, 2.7.1). */
const BROADCAST = ['10.0.0.255', 'ff02::1%eth0'] as const;
const LOOPBACK = '127.0.0.1';

/** One capture's marker. */
export class Marker {
  readonly #text = Buffer.from(`${TEXT}${randomBytes(RANDOM_BYTES).toString('hex')}`);
  readonly #way: MarkerWay;
  readonly #shell: Shell | undefined;

  /** @param shell of another host, whose lo is captured; absent for this process's own */
  constructor(way: MarkerWay, shell?: Shell) {
    this.#way = way;
    this.#shell = shell;
  }

  /** Whether a frame is the marker. */
  isIn(frame: Uint8Array): boolean {
    return this.#text.equals(frame.subarray(-this.#text.length));
  }

  /** Sends it. It may get lost: send it again until it is seen. */
  async send(): Promise<void> {
    if (this.#way === 'loopback' && this.#shell !== undefined) {
      // bash opens UDP sockets as files; the agent has no socket on another host.
      const script = `printf %s ${this.#text.toString().replaceAll(' ', '\\ ')} >/dev/udp/${LOOPBACK}/${PORT}`;
      await this.#shell.run(['bash', '-c', script]);
      return;
    }
    const to = this.#way === 'loopback' ? [LOOPBACK] : BROADCAST;
    await Promise.all(to.map((address) => this.#sendTo(address)));
  }

  /** Sends it to one address; a host without this family cannot, and the other address counts. */
  #sendTo(address: string): Promise<void> {
    return new Promise((resolve) => {
      const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
      const done = (): void => {
        socket.close();
        resolve();
      };
      socket.on('error', done);
      socket.bind(() => {
        if (!address.includes(':')) socket.setBroadcast(true);
        socket.send(this.#text, PORT, address, done);
      });
    });
  }
}
