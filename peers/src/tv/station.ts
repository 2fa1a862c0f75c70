/**
 * The TV station: it sends one line after the other to a group, whether anybody listens or not.
 *
 *     socket(), bind(), IP_MULTICAST_IF, IP_MULTICAST_TTL
 *     sendto("swcmTV" + a line)          one datagram, and the network copies it for whoever has joined
 *     an interval later                  the next line, and so on
 *     sendto("swcmTVRWND...")            after the last one
 *     some intervals later               from the top
 *
 * The station does not know its receivers, nor how many there are. One that joins late has missed the beginning, and one
 * that loses a datagram has lost it.
 *
 * Read on from listenStation(), then serve(), then the states in their order.
 */
import type { Peer, PeerHooks } from '../peer.ts';
import { Inbox } from '../transport/inbox.ts';
import { bindUdp, udpLog } from '../transport/udp.ts';
import type { UdpLog, UdpSocket } from '../transport/udp-socket.ts';
import { writeMessage } from './group.ts';
import { readProgramme } from './programme.ts';
import { type StationInput, type StationOptions, stationOptions } from './station-options.ts';

/** Where the station stands. */
type State =
  /** The line of this index is to be sent; the index is that of the log's `message`. */
  | { readonly name: 'line'; readonly index: number }
  /** All lines are sent, and the group is told. */
  | { readonly name: 'rewind' }
  /** Silence, until the programme begins again. */
  | { readonly name: 'pause' }
  /** Nothing remains. */
  | { readonly name: 'closed' };

/** What the functions of the states share. */
interface Broadcast {
  readonly options: StationOptions;
  readonly lines: readonly Buffer[];
  readonly socket: UdpSocket;
  readonly log: UdpLog;
  /** Where nothing but the end of the station can arrive: waiting for it is the station's clock. */
  readonly inbox: Inbox;
}

/**
 * LISTEN. The name is that of all peers; a station only speaks. Resolves when its socket is bound. Throws PeerOptionError
 * for options that make no sense or a text that cannot be read, and PeerListenError where the interface is not there.
 */
export async function listenStation(input: StationInput, hooks: PeerHooks): Promise<Peer> {
  const options = stationOptions(input);
  const log = udpLog('tv', hooks);
  const lines = await readProgramme('tv', options.text, options.seed, options.bytes);
  const inbox = new Inbox(log);
  // What strangers send to the station's own port is received and thrown away: nobody asks that inbox.
  const socket = await bindUdp({ name: 'tv', ...options, port: 0 }, new Inbox(log), log);
  const served = serve({ options, lines, socket, log, inbox });

  // The verb CLOSE: the wait for the next line ends, and then the socket is given back.
  let closed: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    inbox.close();
    await served;
    await socket.close();
  };
  const address = { host: options.group, port: options.port };
  return { name: 'tv', address, close: () => (closed ??= end()) };
}

/** SERVE. From state to state until it is ended. */
async function serve(broadcast: Broadcast): Promise<void> {
  let state: State = { name: 'line', index: 0 };
  while (state.name !== 'closed') state = await step(broadcast, state);
}

/** Does what a state asks for, and returns the next one. */
function step(broadcast: Broadcast, state: Exclude<State, { name: 'closed' }>): Promise<State> {
  switch (state.name) {
    case 'line':
      return sendLine(broadcast, state.index);
    case 'rewind':
      return sendRewind(broadcast);
    case 'pause':
      return keepSilent(broadcast);
  }
}

/** Sends a line, and waits for an interval. An empty line is a datagram with the id alone. */
async function sendLine({ options, lines, socket, inbox }: Broadcast, index: number): Promise<State> {
  const line = lines[index] as Buffer;
  const to = { host: options.group, port: options.port };
  await socket.send(writeMessage(options.id, line), to, { message: index });
  if (!(await passes(inbox, options.interval))) return { name: 'closed' };
  return index + 1 < lines.length ? { name: 'line', index: index + 1 } : { name: 'rewind' };
}

/** Says that it was the last line. A stream has an end that the kernel announces; a group of strangers needs a word. */
async function sendRewind({ options, socket }: Broadcast): Promise<State> {
  const to = { host: options.group, port: options.port };
  await socket.send(writeMessage(options.id, options.rewind), to);
  return options.loop ? { name: 'pause' } : { name: 'closed' };
}

/** Waits, and begins again. */
async function keepSilent({ options, inbox }: Broadcast): Promise<State> {
  const passed = await passes(inbox, options.pause * options.interval);
  return passed ? { name: 'line', index: 0 } : { name: 'closed' };
}

/** Waits for so many seconds; false when the station is ended meanwhile. */
async function passes(inbox: Inbox, seconds: number): Promise<boolean> {
  // At least a millisecond, so that a station without a pause never keeps everybody else from running.
  return (await inbox.take(Math.max(1, seconds * 1000))) === 'quiet';
}
