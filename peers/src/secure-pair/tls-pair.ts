/**
 * The pair over TLS, its server: a certificate that signs itself, a handshake, a greeting.
 *
 *     connect()                          accept()
 *     Client Hello             ----->
 *                              <-----    Server Hello, certificate, Finished
 *     Finished                 ----->
 *     recv()                   <-----    send("Only you can read this.")
 *     close()                  ----->    recv() gives 0 bytes
 *                                        close()
 *
 * Nobody has signed for this server but the server itself. That is worth nothing to a stranger; a client that was given the
 * certificate beforehand knows that it talks to whoever has the key.
 */
import type { Peer, PeerHooks } from '../peer.ts';
import type { TcpConnection } from '../transport/tcp-connection.ts';
import { listenTls } from '../transport/tls.ts';
import { type TlsPairInput, type TlsPairOptions, tlsPairOptions } from './tls-pair-options.ts';

/** Where a connection stands; its handshake is over. */
type State =
  | { readonly name: 'greeting' }
  /** Whatever the client says now is heard, and not answered. */
  | { readonly name: 'listening' }
  | { readonly name: 'farewell'; readonly note?: string }
  | { readonly name: 'closed' };

/** What the functions of the states share. */
interface Service {
  readonly options: TlsPairOptions;
  readonly connection: TcpConnection;
}

/** LISTEN. Resolves when clients can connect. Throws PeerOptionError and PeerListenError. */
export async function listenTlsPair(input: TlsPairInput, hooks: PeerHooks): Promise<Peer> {
  const options = tlsPairOptions(input);
  return listenTls({ name: 'tls', ...options }, hooks, (connection) => serve({ options, connection }));
}

/** SERVE. From state to state until the connection is closed. */
async function serve(service: Service): Promise<void> {
  let state: State = { name: 'greeting' };
  while (state.name !== 'closed') state = await step(service, state);
}

/** Does what a state asks for, and returns the next one. */
function step(service: Service, state: Exclude<State, { name: 'closed' }>): Promise<State> {
  switch (state.name) {
    case 'greeting':
      return greet(service);
    case 'listening':
      return listenOn(service);
    case 'farewell':
      return sayFarewell(service, state.note);
  }
}

/** The first bytes of the application. In a capture they are a record of type 23 that nobody else can read. */
async function greet({ connection, options }: Service): Promise<State> {
  if (options.greeting !== '') await connection.send(Buffer.from(`${options.greeting}\n`));
  return { name: 'listening' };
}

/** Reads until the client has said all, or says nothing for too long. */
async function listenOn({ connection, options }: Service): Promise<State> {
  for (;;) {
    const bytes = await connection.receive(options.idleTimeout * 1000);
    if (bytes === 'end') return { name: 'farewell' };
    if (bytes === 'quiet') return { name: 'farewell', note: `silent for ${options.idleTimeout} s` };
  }
}

/** CLOSE: close_notify, then FIN. Without the first, a client could not tell an end from a cut (RFC 8446 section 6.1). */
async function sayFarewell({ connection }: Service, note: string | undefined): Promise<State> {
  await connection.close(note);
  return { name: 'closed' };
}
