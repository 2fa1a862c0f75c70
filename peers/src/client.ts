/** What every client has in common: what it is given by whoever starts it, and how it says that it could not go on. */
import type { PeerEvent } from './peer.ts';

/**
 * What a client is given. A program of a student has standard input, standard output and a Ctrl-C; a client here has the
 * same three by other names, so that a test or a page can hold their other ends.
 */
export interface ClientHooks {
  /** Called for every event, in order, as it happens; the same words as for servers, and `connect` besides. */
  log(event: PeerEvent): void;
  /** Standard output: one line, without its line end. Bytes are passed on as they came. */
  print(line: string | Uint8Array): void;
  /**
   * Standard output: bytes that are no lines, as they are. Resolves when there is room for more, so that a reader who is
   * slower than the network costs no memory.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Standard input, in the pieces in which read(2) gives it. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Aborted when the user has had enough (SIGINT). The client ends in good order and its promise resolves. */
  readonly signal: AbortSignal;
}

/**
 * The verb of a client: runs it from the first call to the last and resolves when it is over. Rejects with a PeerClientError
 * where the other side cannot be reached, cannot be trusted, or breaks the protocol.
 */
export type RunClient<Options> = (options: Options, hooks: ClientHooks) => Promise<void>;
