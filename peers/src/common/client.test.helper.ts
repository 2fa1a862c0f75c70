/** For the tests of the peers: a client controlled step by step, and a log whose events can be awaited. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Peer, PeerEvent } from '../peer.ts';

/** A log of a peer's events. Tests wait for an event and never sleep. */
export class Log {
  readonly events: PeerEvent[] = [];
  #watchers: (() => void)[] = [];

  readonly log = (event: PeerEvent): void => {
    this.events.push(event);
    for (const watcher of this.#watchers.splice(0)) watcher();
  };

  /** The first event of which `test` is true; waits until there is one. */
  async find(test: (event: PeerEvent) => boolean): Promise<PeerEvent> {
    for (;;) {
      const found = this.events.find(test);
      if (found) return found;
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  /** Waits until a connection is closed. */
  closed(connection = 0): Promise<PeerEvent> {
    return this.find((event) => event.event === 'close' && event.connection === connection);
  }

  of(name: PeerEvent['event'], connection = 0): PeerEvent[] {
    return this.events.filter((event) => event.event === name && event.connection === connection);
  }

  /** The names of a connection's events, in order; equal neighbors count once. */
  story(connection = 0): string {
    const names = this.events.filter((event) => event.connection === connection).map((event) => event.event);
    return names.filter((name, index) => name !== names[index - 1]).join(' ');
  }
}

/** A client that keeps every chunk that it receives. */
export class Client {
  readonly socket: Socket;
  readonly chunks: Buffer[] = [];
  readonly ended: Promise<void>;
  error: NodeJS.ErrnoException | undefined;
  #watchers: (() => void)[] = [];

  constructor(peer: Peer) {
    this.socket = connect({ ...peer.address, allowHalfOpen: true, noDelay: true });
    this.socket.on('data', (chunk) => {
      this.chunks.push(chunk);
      for (const watcher of this.#watchers.splice(0)) watcher();
    });
    this.socket.on('error', (error) => (this.error = error));
    this.ended = new Promise((resolve) => {
      this.socket.on('end', resolve);
      this.socket.on('close', () => resolve());
    });
  }

  get received(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  /** Waits until this many bytes have been received in total. */
  async until(bytes: number): Promise<void> {
    while (this.received < bytes) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  write(data: string | Buffer): Promise<void> {
    return new Promise((resolve) => this.socket.write(data, () => resolve()));
  }

  /** Reads until the peer's FIN, closes, and returns all bytes. */
  async all(): Promise<Buffer> {
    await this.ended;
    this.socket.end();
    return Buffer.concat(this.chunks);
  }
}
