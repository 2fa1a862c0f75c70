/**
 * The echo server: it sends back what it reads, a few bytes at a time, to one client at a time.
 *
 * A conversation, client on the left; the sentence has 42 bytes:
 *
 *     connect()                          accept()
 *     send(42 bytes)           ----->    recv(16) returns 16 bytes
 *     recv()                   <-----    send(the same 16)
 *                                        recv(16) returns 16 bytes
 *     recv()                   <-----    send(the same 16)
 *                                        recv(16) returns 10 bytes
 *     recv()                   <-----    send(the same 10)
 *                                        recv(16) waits as long as the client stays
 *     close()                  ----->    recv(16) returns 0 bytes: no more data
 *                                        close()
 *
 * Meanwhile `ss -4an` shows three sockets with this port: the one that listens, and the two ends of the connection.
 * Afterwards the end that closed first stays in TIME-WAIT for a minute (RFC 9293 section 3.6.1).
 *
 * Start with listenEcho(), then read serve(), which is a plain loop.
 */
import type { Peer, PeerHooks } from '../peer.ts';
import type { TcpConnection } from '../transport/tcp-connection.ts';
import { listenTcp } from '../transport/tcp.ts';
import { echoOptions } from './echo-options.ts';
import type { EchoInput, EchoOptions } from './echo-options.ts';

/**
 * LISTEN. Resolves when clients can connect.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerListenError} when the address or the port is not available.
 */
export async function listenEcho(input: EchoInput, hooks: PeerHooks): Promise<Peer> {
  const options = echoOptions.read(input);
  // One client at a time. A textbook server does not call accept() until the last client has left, and the kernel keeps the
  // others in its backlog; they are connected already, and do not notice. Node accepts by itself, so here they wait for
  // this promise: connected, and not read from. The client sees no difference, and maxConnections limits their number.
  let previous: Promise<void> = Promise.resolve();
  return listenTcp({ name: 'echo', ...options }, hooks, async (connection) => {
    const turn = previous;
    previous = turn.then(() => connection.closed);
    await turn;
    await serve(connection, options);
  });
}

/** SERVE. Reads and sends back until a read returns nothing, then closes. */
async function serve(connection: TcpConnection, options: EchoOptions): Promise<void> {
  for (;;) {
    const bytes = await connection.receive(options.idleTimeout * 1000);
    if (bytes === 'end') return connection.close('no more data from the client');
    if (bytes === 'timeout') return connection.close(`silent for ${options.idleTimeout} s`);
    await sendBack(connection, bytes, options.readSize);
  }
}

/**
 * Sends back what was read. recv(16) would leave the rest in the kernel for the next call. Node has read all of it already,
 * so the reads of 16 bytes are imitated here. The same bytes go over the network.
 */
async function sendBack(connection: TcpConnection, bytes: Buffer, readSize: number): Promise<void> {
  for (let at = 0; at < bytes.length; at += readSize) {
    const piece = bytes.subarray(at, at + readSize);
    connection.log({ event: 'command', data: piece.toString('latin1'), note: 'one read' });
    await connection.send(piece);
  }
}
