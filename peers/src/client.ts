/** What all clients have in common: what the caller gives them, and how they report that they could not go on. */
import type { PeerEvent, PeerHooks } from './peer.ts';

/**
 * What a client is given. A student's program has standard input, standard output and Ctrl-C; these clients have the same
 * three as hooks, so that a test can hold the other ends.
 */
export interface ClientHooks extends Pick<PeerHooks, 'message' | 'secrets' | 'read'> {
  /** Called for every event, in order, as it happens; the events are those of servers, and `connect`. */
  log(event: PeerEvent): void;
  /** Standard output: one line, without its newline. Bytes are passed on as they came. */
  print(line: string | Uint8Array): void;
  /**
   * Standard output: bytes that are not lines, unchanged. Resolves when there is space for more, so that a reader slower
   * than the network costs no memory.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Standard input, in the pieces that read(2) returns. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Aborted when the user interrupts (SIGINT). The client then closes everything and its promise resolves. */
  readonly signal: AbortSignal;
}

/**
 * The verb RUN of a client: runs it from the first call to the last, and resolves when it has ended. The record holds its
 * options, as a command line gives them.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerClientError} when the server cannot be reached or trusted, or breaks the protocol.
 */
export type RunClient = (record: Readonly<Record<string, unknown>>, hooks: ClientHooks) => Promise<void>;
