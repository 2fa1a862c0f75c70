/**
 * The UDP hello server: it takes one datagram after the other and says what was in it and who sent it.
 *
 * A conversation, client on the left:
 *
 *     socket()                           socket(), bind()
 *     sendto("Hello, Romeo ")  ----->    recvfrom(): the text, and the sender's address
 *     close()                            recvfrom() waits for the next one
 *
 * There is no answer, and no end: the server does not know that the client has gone, since it never knew that it was there.
 *
 * Read on from listenHello(), then serve(), then the states.
 */
import { escapeBytes } from '../common/escape.ts';
import { formatAddress, type Peer, type PeerHooks } from '../peer.ts';
import type { Datagram } from '../transport/inbox.ts';
import { listenUdp, udpLog } from '../transport/udp.ts';
import type { UdpLog } from '../transport/udp-socket.ts';
import { GREETINGS, type HelloInput, helloOptions } from './hello-options.ts';

/** Where a datagram stands. With TCP a connection has states; here each datagram stands for itself. */
type State =
  /** Received, and not looked at yet. */
  | { readonly name: 'arrived' }
  /** It is the greeting of one of the editions. */
  | { readonly name: 'greeting'; readonly text: string }
  /** It is something else, which is no fault: anybody may send anything to a UDP port. */
  | { readonly name: 'other' }
  /** Nothing remains. */
  | { readonly name: 'done' };

/** What the functions of the states share. */
interface Service {
  readonly datagram: Datagram;
  readonly log: UdpLog;
}

/**
 * LISTEN. Binds the socket and resolves when datagrams are taken. Throws PeerOptionError for options that make no sense and
 * PeerListenError where the address or the port cannot be had.
 */
export async function listenHello(input: HelloInput, hooks: PeerHooks): Promise<Peer> {
  const { host, port } = helloOptions(input);
  const log = udpLog('hello', hooks);
  return listenUdp({ name: 'hello', host, port }, hooks, (datagram) => serve({ datagram, log }));
}

/** SERVE. Serves one datagram: from state to state until it is done with. */
async function serve(service: Service): Promise<void> {
  let state: State = { name: 'arrived' };
  while (state.name !== 'done') state = step(service, state);
}

/** Does what a state asks for, and returns the next one. */
function step(service: Service, state: Exclude<State, { name: 'done' }>): State {
  switch (state.name) {
    case 'arrived':
      return readText(service);
    case 'greeting':
      return noteGreeting(service, state.text);
    case 'other':
      return noteOther(service);
  }
}

/**
 * Looks at the text. One datagram is one message, whole: there is nothing to collect, nothing to cut apart, and no silence
 * to wait for, all of which a PMU over TCP has to do.
 */
function readText({ datagram }: Service): State {
  const text = GREETINGS.find((greeting) => datagram.bytes.equals(Buffer.from(greeting)));
  return text === undefined ? { name: 'other' } : { name: 'greeting', text };
}

/** The text that was agreed upon. The address came with it, in the headers of IP and UDP: no program had to send it. */
function noteGreeting({ datagram, log }: Service, text: string): State {
  log({ event: 'command', remote: from(datagram), data: escapeBytes(Buffer.from(text)) });
  return { name: 'done' };
}

/** Another text, or none: a datagram without a byte is a datagram too, whereas a stream has no such thing. */
function noteOther({ datagram, log }: Service): State {
  const what =
    datagram.bytes.length === 0 ? 'an empty datagram' : 'another text than the greeting; it is taken as well';
  log({ event: 'command', remote: from(datagram), data: escapeBytes(datagram.bytes), note: what });
  return { name: 'done' };
}

function from({ from: { host, port } }: Datagram): string {
  return formatAddress(host, port);
}
