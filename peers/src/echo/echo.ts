/**
 * The echo server: it sends back what it reads, a few bytes at a time, to one client at a time.
 *
 * A conversation, client on the left; the sentence has 42 bytes:
 *
 *     connect()                          accept()
 *     send(42 bytes)           ----->    recv(16) gives 16 bytes
 *     recv()                   <-----    send(the same 16)
 *                                        recv(16) gives 16 bytes
 *     recv()                   <-----    send(the same 16)
 *                                        recv(16) gives 10 bytes
 *     recv()                   <-----    send(the same 10)
 *                                        recv(16) waits, as long as the client stays
 *     close()                  ----->    recv(16) gives 0 bytes: no more data
 *                                        close()
 *
 * While they talk, `ss -4an` shows three sockets of this port: the one that listens, and the two ends of the connection.
 * Afterwards the end that closed first stays in TIME-WAIT for a minute (RFC 9293 section 3.6.1).
 *
 * Read on from listenEcho(), then serve(), then the states in their order.
 */
import type { Peer, PeerHooks } from '../peer.ts';
import { listenTcp } from '../transport/tcp.ts';
import type { TcpConnection } from '../transport/tcp-connection.ts';
import { type EchoInput, type EchoOptions, echoOptions } from './echo-options.ts';

/** Where a connection stands. */
type State =
  /** Somebody else is being served. */
  | { readonly name: 'queue' }
  /** It is this client's turn: what it says is said back. */
  | { readonly name: 'echo' }
  /** The client has said all, or has been silent for too long. */
  | { readonly name: 'farewell'; readonly note: string }
  /** Nothing remains. */
  | { readonly name: 'closed' };

/** What the functions of the states share. */
interface Service {
  readonly options: EchoOptions;
  readonly connection: TcpConnection;
  /** Resolves when all clients that came before have gone. */
  readonly turn: Promise<void>;
}

/** LISTEN. Resolves when clients can connect. Throws PeerOptionError and PeerListenError. */
export async function listenEcho(input: EchoInput, hooks: PeerHooks): Promise<Peer> {
  const options = echoOptions(input);
  // One client at a time. In the textbook the server does not call accept() before the last client has gone, and the kernel
  // keeps the others in its backlog; they are connected already, and do not notice. Node accepts by itself, so here they
  // wait in this chain: connected, and not read from. A client sees no difference, and the bound is maxConnections.
  let last: Promise<void> = Promise.resolve();
  return listenTcp({ name: 'echo', ...options }, hooks, (connection) => {
    const turn = last;
    last = turn.then(() => connection.closed);
    return serve({ options, connection, turn });
  });
}

/** SERVE. From state to state until the connection is closed. */
async function serve(service: Service): Promise<void> {
  let state: State = { name: 'queue' };
  while (state.name !== 'closed') state = await step(service, state);
}

/** Does what a state asks for, and returns the next one. */
function step(service: Service, state: Exclude<State, { name: 'closed' }>): Promise<State> {
  switch (state.name) {
    case 'queue':
      return awaitTurn(service);
    case 'echo':
      return echo(service);
    case 'farewell':
      return sayFarewell(service, state.note);
  }
}

/** Waits for the clients before this one. Nothing is read meanwhile, so the kernel's buffer is all that a client can fill. */
async function awaitTurn({ turn }: Service): Promise<State> {
  await turn;
  return { name: 'echo' };
}

/** Reads and sends back, until a read gives nothing. */
async function echo({ connection, options }: Service): Promise<State> {
  for (;;) {
    const bytes = await connection.receive(options.idleTimeout * 1000);
    if (bytes === 'end') return { name: 'farewell', note: 'no more data from the client' };
    if (bytes === 'quiet') return { name: 'farewell', note: `silent for ${options.idleTimeout} s` };
    // recv(16) would leave the rest in the kernel for the next call. Node has read it already, all that was there: so the
    // reads of 16 bytes are made here. What goes over the network is the same.
    for (let at = 0; at < bytes.length; at += options.readSize) {
      const piece = bytes.subarray(at, at + options.readSize);
      connection.log({ event: 'command', data: piece.toString('latin1'), note: 'one read' });
      await connection.send(piece);
    }
  }
}

/** CLOSE, of one connection. */
async function sayFarewell({ connection }: Service, note: string): Promise<State> {
  await connection.close(note);
  return { name: 'closed' };
}
