/**
 * The answerer: it listens to the group, and answers a student who has sent more than so many characters.
 *
 *     a student                          the answerer
 *     sendto("123456" + a line)  ----->  recvfrom(): 123456 has sent 120 characters so far
 *     sendto("123456" + a line)  ----->  recvfrom(): 301
 *     recvfrom()                 <-----  sendto("swcmTV" + the answer), to the whole group
 *
 * A program that hears its own words, and answers what it hears, never stops: see whoSpeaks().
 *
 * Read on from listenAnswerer(), then serve(), then the states in their order.
 */
import { formatAddress, type Peer, type PeerHooks } from '../peer.ts';
import { type Datagram, Inbox } from '../transport/inbox.ts';
import { bindUdp, serveInbox, udpLog } from '../transport/udp.ts';
import type { UdpLog, UdpSocket } from '../transport/udp-socket.ts';
import { readMessage, STUDENT, writeMessage } from './group.ts';
import { type AnswererInput, type AnswererOptions, answererOptions } from './listener-options.ts';

/** Where a datagram stands. */
type State =
  /** Received: is it from a student? */
  | { readonly name: 'who' }
  /** It is, and what was said counts. */
  | { readonly name: 'count'; readonly id: string; readonly text: Buffer }
  /** The student has said enough. */
  | { readonly name: 'answer'; readonly id: string; readonly count: number }
  /** Nothing remains. */
  | { readonly name: 'done' };

/** What the functions of the states share. */
interface Service {
  readonly options: AnswererOptions;
  readonly log: UdpLog;
  /** A socket to speak with, besides the one that listens: its port tells our own words from those of others. */
  readonly voice: UdpSocket;
  /** Characters of each sender. A Map keeps the order of insertion, so its first entry is the one unheard of for longest. */
  readonly counts: Map<string, number>;
}

/**
 * LISTEN. Joins the group and resolves when datagrams are counted. Throws PeerOptionError for options that make no sense
 * and PeerListenError where the interface or the port cannot be had.
 */
export async function listenAnswerer(input: AnswererInput, hooks: PeerHooks): Promise<Peer> {
  const options = answererOptions(input);
  const name = 'tv-answerer';
  const log = udpLog(name, hooks);
  const inbox = new Inbox(log);
  const { host, port, group, ttl } = options;
  const ear = await bindUdp({ name, host, port, group }, inbox, log);
  // What is sent to the voice's own port is thrown away: nobody asks that inbox.
  const voice = await bindUdp({ name, host, port: 0, ttl }, new Inbox(log), log).catch(
    async (error: unknown) => {
      await ear.close();
      throw error;
    },
  );
  const service: Service = { options, log, voice, counts: new Map() };
  const close = async (): Promise<void> => void (await Promise.all([ear.close(), voice.close()]));
  return serveInbox(
    { name, address: ear.address, inbox, log },
    (datagram) => serve(service, datagram),
    close,
  );
}

/** SERVE. Serves one datagram: from state to state until it is done with. */
async function serve(service: Service, datagram: Datagram): Promise<void> {
  let state: State = { name: 'who' };
  while (state.name !== 'done') state = await step(service, datagram, state);
}

/** Does what a state asks for, and returns the next one. */
async function step(
  service: Service,
  datagram: Datagram,
  state: Exclude<State, { name: 'done' }>,
): Promise<State> {
  switch (state.name) {
    case 'who':
      return whoSpeaks(service, datagram);
    case 'count':
      return countCharacters(service, datagram, state.id, state.text);
    case 'answer':
      return sendAnswer(service, state.id, state.count);
  }
}

/**
 * Whether a student speaks. We are in the group ourselves and hear what we say (IP_MULTICAST_LOOP is on, so that receivers
 * on the same computer hear it too); an answer to that would be answered, and so on for ever. So what comes from our own
 * socket is passed over, and what comes under our own id or the station's as well, in case there is another answerer.
 */
function whoSpeaks({ options, voice }: Service, { bytes, from }: Datagram): State {
  const isOurs = from.port === voice.address.port && from.host === voice.address.host;
  const message = readMessage(bytes);
  if (isOurs || !message || message.id === options.id || !STUDENT.test(message.id)) return { name: 'done' };
  return { name: 'count', ...message };
}

/** Adds up what a student has said: characters and not bytes, so that nobody gets there sooner by an accent. */
function countCharacters(
  { options, log, counts }: Service,
  { from }: Datagram,
  id: string,
  text: Buffer,
): State {
  const count = (counts.get(id) ?? 0) + characters(text);
  // Taken out and put in again, it is the last in the order.
  counts.delete(id);
  counts.set(id, count);
  // An id is six digits that anybody can make up, a million of them in a storm. The oldest is forgotten.
  if (counts.size > options.maxSenders) counts.delete(counts.keys().next().value as string);
  log({
    event: 'command',
    remote: formatAddress(from.host, from.port),
    note: `${id} has sent ${count} characters`,
  });
  return count > options.threshold ? { name: 'answer', id, count } : { name: 'done' };
}

/** How many characters UTF-8 has in these bytes: every byte begins one, but those with the bits 10 (RFC 3629 section 3). */
function characters(text: Buffer): number {
  let count = 0;
  for (const byte of text) if ((byte & 0xc0) !== 0x80) count++;
  return count;
}

/** Answers, to the whole group. The count begins anew, so answers are always fewer than what they answer. */
async function sendAnswer({ options, counts, voice }: Service, id: string, count: number): Promise<State> {
  counts.delete(id);
  const text = options.text.replaceAll('{id}', id);
  const to = { host: options.group, port: options.port };
  await voice.send(writeMessage(options.id, text), to, { note: `to ${id}, after ${count} characters` });
  return { name: 'done' };
}
