/**
 * The pair over TLS, its server: a self-signed certificate, a handshake, a greeting.
 *
 *     connect()                          accept()
 *     Client Hello             ----->
 *                              <-----    Server Hello, certificate, Finished
 *     Finished                 ----->
 *     recv()                   <-----    send("Only you can read this.")
 *     close()                  ----->    recv() returns 0 bytes
 *                                        close()
 *
 * Only the server itself has signed for this server. To an unknown client that proves nothing. But a client that was given
 * the certificate before knows that it talks to the owner of the key.
 *
 * Start with listenTlsPair(), then read serve(), then the states in their order.
 */
import type { Peer, PeerHooks } from '../peer.ts';
import type { TcpConnection } from '../transport/tcp-connection.ts';
import { listenTls } from '../transport/tls.ts';
import { tlsPairOptions } from './tls-pair-options.ts';
import type { TlsPairInput, TlsPairOptions } from './tls-pair-options.ts';

/** The state of a connection. Its handshake is complete already. */
type State =
  /** The greeting has to be sent. */
  | { readonly name: 'greeting' }
  /** The client may say what it likes; it gets no answer. */
  | { readonly name: 'listening' }
  /** Everything is said; close_notify and the two FINs are left. */
  | { readonly name: 'closing'; readonly note?: string }
  /** Nothing is left to do. */
  | { readonly name: 'closed' };

/** What the functions of the states share. */
interface Service {
  readonly options: TlsPairOptions;
  readonly connection: TcpConnection;
}

/**
 * LISTEN. Resolves when clients can connect.
 *
 * @throws {PeerOptionError} when an option is not valid, or the certificate or the key cannot be used.
 * @throws {PeerListenError} when the address or the port is not available.
 */
export async function listenTlsPair(input: TlsPairInput, hooks: PeerHooks): Promise<Peer> {
  const options = tlsPairOptions.read(input);
  return listenTls({ name: 'tls', ...options }, hooks, (connection) => serve({ options, connection }));
}

/** SERVE. From state to state until the connection is closed. */
async function serve(service: Service): Promise<void> {
  let state: State = { name: 'greeting' };
  while (state.name !== 'closed') state = await step(service, state);
}

/** Does what a state requires, and returns the next one. */
function step(service: Service, state: Exclude<State, { name: 'closed' }>): Promise<State> {
  switch (state.name) {
    case 'greeting':
      return sendGreeting(service);
    case 'listening':
      return readToEnd(service);
    case 'closing':
      return closeConnection(service, state.note);
  }
}

/** The first data of the application. In a capture it is a record of type 23 that no one else can read. */
async function sendGreeting({ connection, options }: Service): Promise<State> {
  if (options.greeting === '') return { name: 'listening' };
  const text = `${options.greeting}\n`;
  const bytes = Buffer.from(text);
  connection.announce([{ length: bytes.length, text }]);
  await connection.send(bytes);
  return { name: 'listening' };
}

/** Reads until the client has no more to say, or is silent for too long. */
async function readToEnd({ connection, options }: Service): Promise<State> {
  for (;;) {
    const bytes = await connection.receive(options.idleTimeout * 1000);
    if (bytes === 'end') return { name: 'closing' };
    if (bytes === 'timeout') return { name: 'closing', note: `silent for ${options.idleTimeout} s` };
  }
}

/**
 * CLOSE, of one connection: close_notify, then FIN. Without the first, a client could not distinguish an end from a cut
 * connection (RFC 8446 section 6.1).
 */
async function closeConnection({ connection }: Service, note: string | undefined): Promise<State> {
  await connection.close(note);
  return { name: 'closed' };
}
