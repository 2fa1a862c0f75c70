/**
 * The TV station: it sends one line after the other to a group, whether anyone listens or not.
 *
 *     socket(), IP_MULTICAST_TTL
 *     sendto("swcmTV" + a line)          one datagram; the network copies it for everyone who has joined
 *     an interval later                  the next line, and so on
 *     sendto("swcmTVRWND...")            after the last one
 *     some intervals later               from the beginning again
 *
 * The station neither binds to the group's port nor joins the group: it receives nothing. The kernel gives its socket a port
 * and an address, and the routing table chooses the interface.
 *
 * The station does not know its receivers, nor how many there are. A receiver that joins late has missed the beginning, and
 * one that loses a datagram has lost it.
 *
 * Start with listenStation(), then read broadcast(), which is a plain loop.
 */
import { peerLog } from '../common/peer-log.ts';
import type { Peer, PeerHooks } from '../peer.ts';
import { Inbox } from '../transport/inbox.ts';
import type { UdpSocket } from '../transport/udp-socket.ts';
import { routeToGroup } from '../transport/multicast-route.ts';
import { ANY_ADDRESS, bindUdp } from '../transport/udp.ts';
import { writeMessage } from './group.ts';
import { readBroadcastText } from './broadcast-text.ts';
import { stationOptions } from './station-options.ts';
import type { StationInput, StationOptions } from './station-options.ts';

/**
 * LISTEN. All peers have this verb; a station only sends. Resolves when its socket is open.
 *
 * @throws {PeerOptionError} when an option is not valid, or the text cannot be read.
 * @throws {PeerListenError} when the interface is not there.
 */
export async function listenStation(input: StationInput, hooks: PeerHooks): Promise<Peer> {
  const options = stationOptions.read(input);
  const log = peerLog('tv', hooks);
  const lines = await readBroadcastText('tv', options.text, options.seed, options.bytes);
  // This inbox is not read: what others send to the station's own port is received and discarded.
  const { group, port, ttl } = options;
  const route = await routeToGroup('tv', group, options.interface);
  const socket = await bindUdp({ name: 'tv', ...ANY_ADDRESS, route, ttl }, new Inbox(log), log);
  // Nothing can arrive in this inbox but its end: a wait with a time limit is the station's clock.
  const clock = new Inbox(log);
  const ended = broadcast(options, lines, socket, clock);

  // The verb CLOSE: the wait for the next line ends, and then the socket is closed.
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    clock.close();
    await ended;
    await socket.close();
  };
  return { name: 'tv', address: { host: group, port }, close: () => (closed ??= close()) };
}

/** SERVE. Sends the lines, then the rewind message, and starts again after a pause. */
async function broadcast(
  { id, rewind, loop, interval, pause, group, port }: StationOptions,
  lines: readonly Buffer[],
  socket: UdpSocket,
  clock: Inbox,
): Promise<void> {
  const to = { host: group, port };
  for (;;) {
    for (const [message, line] of lines.entries()) {
      // An empty line is a datagram with the id only.
      await socket.send(writeMessage(id, line), to, { message });
      if (!(await passes(clock, interval))) return;
    }
    // The kernel announces the end of a stream. A group has to be told in words.
    await socket.send(writeMessage(id, rewind), to);
    if (!loop || !(await passes(clock, pause * interval))) return;
  }
}

/** Waits this many seconds; false if the station is closed meanwhile. */
async function passes(clock: Inbox, seconds: number): Promise<boolean> {
  // At least a millisecond, so that a station without a pause does not keep everything else from running.
  return (await clock.take(Math.max(1, seconds * 1000))) === 'timeout';
}
