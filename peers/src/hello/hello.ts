/**
 * The UDP hello server: it takes one datagram after the other and reports its text and its sender.
 *
 * A conversation, client on the left:
 *
 *     socket()                           socket(), bind()
 *     sendto("Hello, Romeo ")  ----->    recvfrom(): the text, and the sender's address
 *     close()                            recvfrom() waits for the next datagram
 *
 * There is no answer and no end. The server does not know that the client has closed its socket, because it never knew that
 * the client existed. So there are no states here, only a loop around recvfrom(): it is in listenUdp().
 */
import { escapeBytes } from '../common/escape.ts';
import { peerLog } from '../common/peer-log.ts';
import { formatAddress } from '../peer.ts';
import type { Peer, PeerHooks, PeerLog } from '../peer.ts';
import type { Datagram } from '../transport/inbox.ts';
import { listenUdp } from '../transport/udp.ts';
import { GREETINGS, helloOptions } from './hello-options.ts';
import type { HelloInput } from './hello-options.ts';

/**
 * LISTEN. Binds the socket, and resolves when datagrams can come.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerListenError} when the address or the port is not available.
 */
export async function listenHello(input: HelloInput, hooks: PeerHooks): Promise<Peer> {
  const { host, port } = helloOptions.read(input);
  const log = peerLog('hello', hooks);
  return listenUdp({ name: 'hello', host, port }, hooks, (datagram) => reportHello(datagram, log));
}

/**
 * SERVE. Reports one datagram. It is one message, complete: there is nothing to collect, nothing to split, and no silence to
 * wait for, all of which a PMU over TCP has to do. The sender's address came in the headers of IP and UDP, so no program
 * had to send it.
 */
function reportHello({ bytes, from }: Datagram, log: PeerLog): void {
  const isGreeting = GREETINGS.some((greeting) => bytes.equals(Buffer.from(greeting)));
  log({
    event: 'command',
    remote: formatAddress(from.host, from.port),
    data: escapeBytes(bytes),
    ...(isGreeting ? {} : { note: describeOther(bytes) }),
  });
}

/** What to say about another text. It is not an error: anyone may send anything to a UDP port. */
function describeOther(bytes: Buffer): string {
  // A datagram may have no bytes at all. In a stream there is no such thing.
  return bytes.length === 0 ? 'an empty datagram' : 'not the greeting; accepted anyway';
}
