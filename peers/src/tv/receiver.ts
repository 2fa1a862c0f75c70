/**
 * The TV receiver: it joins the group and prints one message a line, as it arrives.
 *
 * Read on from runReceiver(), then the states in their order: join, receive, closed.
 */
import type { ClientHooks } from '../client.ts';
import { type Datagram, Inbox } from '../transport/inbox.ts';
import { bindUdp, udpLog } from '../transport/udp.ts';
import type { UdpLog, UdpSocket } from '../transport/udp-socket.ts';
import { ID_LENGTH } from './group.ts';
import { type ReceiverOptions, receiverOptions } from './client-options.ts';

/** Where the receiver stands. */
type State =
  /** Not in the group yet. */
  | { readonly name: 'join' }
  /** In it; so many messages are printed. */
  | { readonly name: 'receive'; readonly socket: UdpSocket; readonly printed: number }
  /** Enough. */
  | { readonly name: 'leave'; readonly socket: UdpSocket }
  /** Nothing remains. */
  | { readonly name: 'closed' };

/** What the functions of the states share. */
interface Viewing {
  readonly options: ReceiverOptions;
  readonly hooks: ClientHooks;
  readonly inbox: Inbox;
  readonly log: UdpLog;
}

/**
 * RUN. Prints what the group says until the signal is aborted or enough is printed. Rejects with a PeerOptionError, or with
 * a PeerListenError where the interface or the port cannot be had.
 */
export async function runReceiver(
  record: Readonly<Record<string, unknown>>,
  hooks: ClientHooks,
): Promise<void> {
  const options = receiverOptions(record);
  const log = udpLog('receiver', hooks);
  const inbox = new Inbox(log);
  const stop = (): void => inbox.close();
  hooks.signal.addEventListener('abort', stop);
  if (hooks.signal.aborted) stop();
  const viewing = { options, hooks, inbox, log };
  try {
    let state: State = { name: 'join' };
    while (state.name !== 'closed') state = await step(viewing, state);
  } finally {
    hooks.signal.removeEventListener('abort', stop);
  }
}

/** Does what a state asks for, and returns the next one. */
async function step(viewing: Viewing, state: Exclude<State, { name: 'closed' }>): Promise<State> {
  switch (state.name) {
    case 'join':
      return joinGroup(viewing);
    case 'receive':
      return printNext(viewing, state.socket, state.printed);
    case 'leave':
      return leaveGroup(state.socket);
  }
}

/**
 * Binds to the group's port and joins it on one interface. The port alone is not enough: without IP_ADD_MEMBERSHIP, no
 * network would send the group here, and the receiver would only seem to work as long as another program of the same
 * computer has joined. The log says on which interface; a wrong one is the usual reason for silence.
 */
async function joinGroup({ options, inbox, log }: Viewing): Promise<State> {
  const { group, port } = options;
  const socket = await bindUdp({ name: 'receiver', host: options.interface, port, group }, inbox, log);
  return { name: 'receive', socket, printed: 0 };
}

/**
 * Prints one message. Its bytes go out as they came: a station may write in any encoding, and one datagram is one message
 * whatever is in it, an end of line as well.
 */
async function printNext(
  { options, hooks, inbox }: Viewing,
  socket: UdpSocket,
  printed: number,
): Promise<State> {
  const next: Datagram | 'quiet' | 'closed' = await inbox.take();
  if (next === 'closed') return { name: 'leave', socket };
  if (next === 'quiet') return { name: 'receive', socket, printed };
  hooks.print(options.id ? next.bytes : next.bytes.subarray(ID_LENGTH));
  const isEnough = options.messages > 0 && printed + 1 >= options.messages;
  return isEnough ? { name: 'leave', socket } : { name: 'receive', socket, printed: printed + 1 };
}

/** Closes the socket. The kernel leaves the group for it, and says so with another IGMP report when nobody else stays. */
async function leaveGroup(socket: UdpSocket): Promise<State> {
  await socket.close();
  return { name: 'closed' };
}
