/**
 * The answerer: it listens to the group, and answers a student who has sent more than a certain number of characters.
 *
 *     a student                          the answerer
 *     sendto("123456" + a line)  ----->  recvfrom(): 123456 has sent 120 characters so far
 *     sendto("123456" + a line)  ----->  recvfrom(): 301
 *     recvfrom()                 <-----  sendto("swcmTV" + the answer), to the whole group
 *
 * A program that receives its own messages, and answers what it receives, never stops: see studentMessage().
 *
 * Start with listenAnswerer(), then read serve(), which is called once per datagram.
 */
import { peerLog } from '../common/peer-log.ts';
import { formatAddress } from '../peer.ts';
import type { Peer, PeerHooks, PeerLog } from '../peer.ts';
import { Inbox } from '../transport/inbox.ts';
import type { Datagram } from '../transport/inbox.ts';
import type { UdpSocket } from '../transport/udp-socket.ts';
import { routeToGroup } from '../transport/multicast-route.ts';
import { ANY_ADDRESS, bindUdp, serveInbox } from '../transport/udp.ts';
import { readMessage, STUDENT, writeMessage } from './group.ts';
import { hearGroup } from './hear-group.ts';
import { answererOptions } from './listener-options.ts';
import type { AnswererInput, AnswererOptions } from './listener-options.ts';

/** What is kept from one datagram to the next. */
interface Service {
  readonly options: AnswererOptions;
  readonly log: PeerLog;
  /** The socket to send from. What hears the group only hears. */
  readonly sender: UdpSocket;
  /** Characters per student. A Map keeps the order of insertion, so its first entry is the student silent for longest. */
  readonly counts: Map<string, number>;
}

/**
 * LISTEN. Joins the group, and resolves when datagrams are counted.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerListenError} when the interface or the port is not available.
 */
export async function listenAnswerer(input: AnswererInput, hooks: PeerHooks): Promise<Peer> {
  const options = answererOptions.read(input);
  const name = 'tv-answerer';
  const log = peerLog(name, hooks);
  const inbox = new Inbox(log);
  const { group, port, ttl } = options;
  const route = await routeToGroup(name, group, options.interface);
  const hearing = await hearGroup({ name, group, port, route }, inbox, log);
  // The sender's inbox is not read: what others send to its port is discarded.
  const sender = await bindUdp({ name, ...ANY_ADDRESS, route, ttl }, new Inbox(log), log).catch(
    async (error: unknown) => {
      await hearing.close();
      throw error;
    },
  );
  const service: Service = { options, log, sender, counts: new Map() };
  const close = async (): Promise<void> => void (await Promise.all([hearing.close(), sender.close()]));
  return serveInbox(
    { name, address: hearing.address, inbox, log },
    (datagram) => serve(service, datagram),
    close,
  );
}

/** SERVE. Counts what a student has said, and answers if it is enough. */
async function serve(service: Service, datagram: Datagram): Promise<void> {
  const message = studentMessage(service, datagram);
  if (!message) return;
  const { id, text } = message;
  const count = addCharacters(service, id, characters(text));
  const remote = formatAddress(datagram.from.host, datagram.from.port);
  service.log({ event: 'command', remote, note: `${id} has sent ${count} characters` });
  if (count > service.options.threshold) await sendAnswer(service, id, count);
}

/**
 * The message, if it comes from a student. We are in the group ourselves and receive what we send (IP_MULTICAST_LOOP is on,
 * so that receivers on the same computer get it too). An answer to that would be answered, and so on forever. So messages
 * with our own id are skipped, and those with the station's id as well.
 */
function studentMessage(
  { options }: Service,
  { bytes }: Datagram,
): { readonly id: string; readonly text: Buffer } | undefined {
  const message = readMessage(bytes);
  return message && message.id !== options.id && STUDENT.test(message.id) ? message : undefined;
}

/** Adds to a student's count, and returns the new one. */
function addCharacters({ options, counts }: Service, id: string, added: number): number {
  const count = (counts.get(id) ?? 0) + added;
  // Deleted and inserted again, it is the last one in the order.
  counts.delete(id);
  counts.set(id, count);
  // An id is six digits that anyone can make up, a million of them in a storm. The oldest one is forgotten.
  if (counts.size > options.maxSenders) counts.delete(counts.keys().next().value!);
  return count;
}

/**
 * The number of characters in UTF-8 text: every byte begins one, except those with the bits 10 (RFC 3629 section 3).
 * Characters and not bytes, so that an accent does not count twice.
 */
function characters(text: Buffer): number {
  let count = 0;
  for (const byte of text) if ((byte & 0xc0) !== 0x80) count++;
  return count;
}

/** Answers, to the whole group. The count starts at 0 again, so there are always fewer answers than messages. */
async function sendAnswer({ options, counts, sender }: Service, id: string, count: number): Promise<void> {
  counts.delete(id);
  const text = options.text.replaceAll('{id}', id);
  const to = { host: options.group, port: options.port };
  await sender.send(writeMessage(options.id, text), to, { note: `to ${id}, after ${count} characters` });
}
