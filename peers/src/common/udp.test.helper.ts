/** For the tests over UDP: a socket that keeps what it receives, and hooks for a client that runs until it ends. */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import type { ClientHooks } from '../client.ts';
import { Log } from './client.test.helper.ts';

/** A bound socket that keeps every datagram. */
export class Party {
  readonly heard: { bytes: Buffer; port: number }[] = [];
  readonly socket: Socket;
  #watchers: (() => void)[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('message', (bytes, { port }) => {
      this.heard.push({ bytes, port });
      for (const watcher of this.#watchers.splice(0)) watcher();
    });
  }

  static async open(host = '127.0.0.1', port = 0): Promise<Party> {
    const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', ipv6Only: host.includes(':') });
    socket.bind(port, host);
    await once(socket, 'listening');
    return new Party(socket);
  }

  get port(): number {
    return this.socket.address().port;
  }

  send(data: string | Buffer, port: number, host = '127.0.0.1'): Promise<void> {
    return new Promise((resolve) => this.socket.send(data, port, host, () => resolve()));
  }

  /** The datagram of this index, as text; waits until it is there. */
  async hear(index = 0): Promise<string> {
    while (this.heard.length <= index) await new Promise<void>((resolve) => this.#watchers.push(resolve));
    return String(this.heard[index]?.bytes);
  }
}

/** Hooks that keep what a client prints and logs. */
export class Stage implements ClientHooks {
  readonly events = new Log();
  readonly printed: string[] = [];
  readonly controller = new AbortController();
  readonly log = this.events.log;
  readonly signal: ClientHooks['signal'] = this.controller.signal;
  readonly input: AsyncIterable<Uint8Array>;
  #watchers: (() => void)[] = [];

  constructor(input: readonly (string | Uint8Array)[] = []) {
    this.input = (async function* () {
      for (const piece of input) yield Buffer.from(piece);
    })();
  }

  readonly print = (line: string | Uint8Array): void => {
    this.printed.push(Buffer.from(line).toString('utf8'));
    for (const watcher of this.#watchers.splice(0)) watcher();
  };

  readonly write = async (bytes: Uint8Array): Promise<void> => this.print(bytes);

  /** Waits until this many lines are printed, and returns them. */
  async lines(count: number): Promise<string[]> {
    while (this.printed.length < count) await new Promise<void>((resolve) => this.#watchers.push(resolve));
    return this.printed;
  }
}
