/**
 * The TV receiver: it joins the group and prints one message per line, as it arrives.
 *
 *     socket(), SO_REUSEADDR, bind()
 *     IP_ADD_MEMBERSHIP
 *     recvfrom(), again and again
 *     close()
 *
 * Start with runReceiver(), then read printMessages(), which is a plain loop.
 */
import type { ClientHooks } from '../client.ts';
import { peerLog } from '../common/peer-log.ts';
import { formatAddress } from '../peer.ts';
import { NOTICE } from '../transport/client-connection.ts';
import { Inbox } from '../transport/inbox.ts';
import { routeToGroup } from '../transport/multicast-route.ts';
import { bindUdp } from '../transport/udp.ts';
import { receiverOptions } from './client-options.ts';
import type { ReceiverOptions } from './client-options.ts';
import { ID_LENGTH } from './group.ts';

/**
 * RUN. Prints the messages of the group until the user interrupts or enough are printed.
 *
 * It binds to the group's port and joins the group on one interface. The port alone is not enough: without
 * IP_ADD_MEMBERSHIP, no network would send the group here, and the receiver would seem to work only while another program on
 * the same computer has joined. The log says on which interface it joined; a wrong interface is the usual reason for silence.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerListenError} when the interface or the port is not available.
 */
export async function runReceiver(
  record: Readonly<Record<string, unknown>>,
  hooks: ClientHooks,
): Promise<void> {
  const options = receiverOptions.read(record);
  const log = peerLog('receiver', hooks);
  const inbox = new Inbox(log);
  const stop = (): void => inbox.close();
  hooks.signal.addEventListener('abort', stop);
  if (hooks.signal.aborted) stop();
  const { port, group } = options;
  try {
    const route = await routeToGroup('receiver', group, options.interface);
    const socket = await bindUdp({ name: 'receiver', host: group, port, group, route }, inbox, log);
    const silent = `nothing has come to ${formatAddress(group, port)} on ${route.shown} for ${NOTICE / 1000} s`;
    await printMessages(options, inbox, hooks, () => log({ event: 'wait', note: silent }));
    // The kernel leaves the group, and reports that with another IGMP message if no other program stays in it.
    await socket.close();
  } finally {
    hooks.signal.removeEventListener('abort', stop);
  }
}

/**
 * Prints one message after the other. The bytes are printed as they came: a station may use any encoding, and one
 * datagram is one message whatever it contains, even a newline. A silence of some seconds is reported once, until something
 * comes again.
 */
async function printMessages(
  { id, messages }: ReceiverOptions,
  inbox: Inbox,
  hooks: ClientHooks,
  sayNothingComes: () => void,
): Promise<void> {
  const wanted = messages === 0 ? Infinity : messages;
  for (let printed = 0; printed < wanted;) {
    let next = await inbox.take(NOTICE);
    if (next === 'timeout') {
      sayNothingComes();
      next = await inbox.take();
    }
    if (typeof next === 'string') return;
    hooks.print(id ? next.bytes : next.bytes.subarray(ID_LENGTH));
    printed++;
  }
}
