/**
 * The UDP hello client: one datagram, and it is over.
 *
 * Read on from runHello(), then the states in their order: resolve, send, closed.
 */
import type { ClientHooks } from '../client.ts';
import { readOptions } from '../common/option.ts';
import { PeerClientError } from '../common/peer-error.ts';
import { Inbox } from '../transport/inbox.ts';
import { resolveOne } from '../transport/resolve.ts';
import { udpLog } from '../transport/udp.ts';
import { type Address, openUdp, type UdpLog } from '../transport/udp-socket.ts';
import { type HelloClientOptions, helloClientOptionTable } from './hello-options.ts';

/** Where the client stands. */
type State =
  /** The name of the server is to become an address. */
  | { readonly name: 'resolve' }
  /** The address is known, and the datagram is to be sent. */
  | { readonly name: 'send'; readonly to: Address }
  /** Nothing remains. */
  | { readonly name: 'closed' };

/** What the functions of the states share. */
interface Errand {
  readonly options: HelloClientOptions;
  readonly log: UdpLog;
}

/**
 * RUN. Sends the datagram and resolves when the kernel has it. Rejects with a PeerOptionError, or with a PeerClientError
 * where the name leads nowhere or the kernel does not take the datagram.
 */
export async function runHello(record: Readonly<Record<string, unknown>>, hooks: ClientHooks): Promise<void> {
  const options = readOptions<HelloClientOptions>('hello', helloClientOptionTable, record);
  const errand = { options, log: udpLog('hello', hooks) };
  let state: State = { name: 'resolve' };
  while (state.name !== 'closed' && !hooks.signal.aborted) {
    state = state.name === 'resolve' ? await resolveServer(errand) : await sendHello(errand, state.to);
  }
}

/** Asks for the address of the name: getaddrinfo(3). With "localhost" no packet is needed for that, /etc/hosts has it. */
async function resolveServer({ options }: Errand): Promise<State> {
  return { name: 'send', to: { host: await resolveOne('hello', options.host), port: options.port } };
}

/**
 * Sends the datagram. There is no connect() before it and no wait after it: when sendto() returns, the datagram is the
 * kernel's, and whether anybody receives it, this program will never know. Start it without a server and see: it ends just
 * as well. An ICMP message comes back then, and it is not shown to a socket that is not connected.
 */
async function sendHello({ options, log }: Errand, to: Address): Promise<State> {
  const bytes = Buffer.from(options.text);
  // Port 0: the kernel chooses one that is free, and that is the sender's port which the server sees.
  const socket = await openUdp(
    { host: to.host.includes(':') ? '::' : '0.0.0.0', port: 0 },
    new Inbox(log),
    log,
  );
  const sent = await socket.send(bytes, to);
  await socket.close();
  if (sent) return { name: 'closed' };
  throw new PeerClientError({
    code: 'PEER_CLIENT_NOT_SENT',
    message: `hello: the kernel did not take the datagram to ${to.host}.`,
    observed: `a text of ${bytes.length} bytes, and the error in the log`,
    expected: 'a text of at most 65507 bytes, and a route to the server',
    hint: 'Look at the error above, and at "ip route get" with the address.',
  });
}
