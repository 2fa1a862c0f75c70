/** The peers on one host: servers and clients of ours, in the process that stands on it. */
import { listenPeer, PeerError, runClient } from '@wireside/peers';
import type { Ends, Peer, PeerEvent, PeerMessage } from '@wireside/peers';
import type { OutputStream, RunEnd } from '@wireside/trace';
import { realtime } from '../clock.ts';
import { InputQueue } from './input-queue.ts';

/** A newline. */
const NEWLINE = Buffer.from('\n');

/** A peer to start. */
export interface PeerStart {
  /** The actor. */
  readonly actor: string;
  /** The peer's name in the catalog of servers, or in that of clients. */
  readonly catalogName: string;
  readonly isServer: boolean;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Called for what peers do. */
export interface PeerHostHooks {
  event(actor: string, event: PeerEvent): void;
  message(actor: string, message: PeerMessage): void;
  /** TLS secrets of a connection, a line of a key log. */
  secrets(line: string): void;
  output(actor: string, stream: OutputStream, bytes: Uint8Array): void;
  /** A client has ended. */
  ended(actor: string, end: RunEnd): void;
  /** Resolves when the other end has read everything. */
  read(ends: Ends): Promise<void>;
  /** The process with the peers ended; a fault of the bench. */
  failed(fault: string): void;
}

/** Where a server listens. */
export interface PeerAddress {
  readonly address: string;
  readonly port: number;
}

/** The peers of a host, wherever they are. */
export interface Peers {
  /**
   * Starts a server, and resolves when it listens; or a client, and resolves at once.
   * @throws {Error} when a server cannot listen, with a message for the user
   */
  start(peer: PeerStart): Promise<PeerAddress | undefined>;
  /** Whether a peer's standard input is open. */
  hasInput(actor: string): boolean;
  type(actor: string, bytes: Uint8Array): boolean;
  closeInput(actor: string): boolean;
  /** Ends a peer as Ctrl-C does. */
  interrupt(actor: string): void;
  /** Ends all peers; resolves when their last connection is closed. */
  close(): Promise<void>;
}

/** Peers in this process. */
export class PeerHost implements Peers {
  readonly #hooks: PeerHostHooks;
  readonly #servers = new Map<string, Peer>();
  readonly #clients = new Map<string, { interrupt: AbortController; ended: Promise<void> }>();
  readonly #inputs = new Map<string, InputQueue>();

  constructor(hooks: PeerHostHooks) {
    this.#hooks = hooks;
  }

  async start(start: PeerStart): Promise<PeerAddress | undefined> {
    const input = new InputQueue();
    this.#inputs.set(start.actor, input);
    if (start.isServer) return this.#listen(start, input);
    const interrupt = new AbortController();
    this.#clients.set(start.actor, { interrupt, ended: this.#run(start, input, interrupt.signal) });
    return undefined;
  }

  hasInput(actor: string): boolean {
    return this.#inputs.get(actor)?.isOpen === true;
  }

  type(actor: string, bytes: Uint8Array): boolean {
    return this.#inputs.get(actor)?.type(bytes) === true;
  }

  closeInput(actor: string): boolean {
    return this.#inputs.get(actor)?.close() === true;
  }

  interrupt(actor: string): void {
    this.#clients.get(actor)?.interrupt.abort();
    const server = this.#servers.get(actor);
    const end = (): void => this.#hooks.ended(actor, { reason: 'signal', signal: 'SIGINT', at: realtime() });
    void server?.close().then(end);
  }

  async close(): Promise<void> {
    for (const { interrupt } of this.#clients.values()) interrupt.abort();
    for (const input of this.#inputs.values()) input.close();
    await Promise.all([
      ...[...this.#servers.values()].map((server) => server.close()),
      ...[...this.#clients.values()].map(({ ended }) => ended),
    ]);
  }

  async #listen({ actor, catalogName, options }: PeerStart, input: InputQueue): Promise<PeerAddress> {
    const { event, message, secrets, read } = this.#hooks;
    const hooks = {
      log: (each: PeerEvent) => event(actor, each),
      message: (each: PeerMessage) => message(actor, each),
      secrets,
      input,
      read,
    };
    const server = await listenPeer(catalogName, options, hooks).catch((error: unknown) => {
      throw new Error(errorText(error));
    });
    this.#servers.set(actor, server);
    return { address: server.address.host, port: server.address.port };
  }

  async #run(
    { actor, catalogName, options }: PeerStart,
    input: InputQueue,
    signal: AbortSignal,
  ): Promise<void> {
    const { event, message, secrets, read, output, ended } = this.#hooks;
    const print = (line: string | Uint8Array): void =>
      output(actor, 'stdout', Buffer.concat([Buffer.from(line as string), NEWLINE]));
    const hooks = {
      log: (each: PeerEvent) => event(actor, each),
      message: (each: PeerMessage) => message(actor, each),
      secrets,
      read,
      print,
      write: async (bytes: Uint8Array) => output(actor, 'stdout', bytes),
      input,
      signal,
    };
    let code = 0;
    try {
      await runClient(catalogName, options, hooks);
    } catch (error) {
      code = 1;
      output(actor, 'stderr', Buffer.from(`${errorText(error)}\n`));
    }
    const at = realtime();
    ended(
      actor,
      signal.aborted ? { reason: 'signal', signal: 'SIGINT', at } : { reason: 'exited', code, at },
    );
  }
}

/** An error of a peer in words: what happened, and how to fix it. */
function errorText(error: unknown): string {
  if (error instanceof PeerError) return `${error.message} ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
}
