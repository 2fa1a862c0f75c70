/**
 * The PMU over UDP: it answers `RESET:20` with an offset, or does not answer at all.
 *
 * A conversation, client on the left:
 *
 *     sendto("RESET:20")       ----->    recvfrom(): the random number says "lost"
 *     nothing for a second
 *     sendto("RESET:20")       ----->    recvfrom(): the random number says "answer"
 *     recvfrom()               <-----    sendto("OFFSET:7")
 *
 * When the second request comes, the server remembers nothing of the first. All reliability is up to the client, which has
 * to try again.
 *
 * Start with listenPmuUdp(), then read serve(), then the states in their order.
 */
import { escapeBytes, quoteBytes } from '../common/escape.ts';
import { peerLog } from '../common/peer-log.ts';
import { Random } from '../common/random.ts';
import { formatAddress } from '../peer.ts';
import type { Peer, PeerHooks, PeerLog } from '../peer.ts';
import { Inbox } from '../transport/inbox.ts';
import type { Datagram } from '../transport/inbox.ts';
import { serveInbox } from '../transport/udp.ts';
import { WRONG_COMMAND } from './pmu-text.ts';
import { pmuUdpOptions } from './pmu-udp-options.ts';
import type { PmuUdpInput, PmuUdpOptions } from './pmu-udp-options.ts';
import { takeTurns } from './pmu-udp-turns.ts';

/** A request, byte for byte: no newline, no zero byte. */
const REQUEST = /^RESET:(\d{1,9})$/;

/** More of a datagram is not compared. Bytes. */
const MAX_COMPARED = 64;

/** What answers look like; readRequest() explains why a server must know them. */
const ANSWER = /^(?:OFFSET[=:]|Wrong command)/;

/** The state of a datagram. */
type State =
  /** Received, and not handled yet. */
  | { readonly name: 'request' }
  /** Read; the random number decides whether it counts as lost. Without an n it is not a request. */
  | { readonly name: 'loss'; readonly n?: number }
  /** It has to be answered. */
  | { readonly name: 'answer'; readonly n: number }
  /** It is not a request, and the client has to be told. */
  | { readonly name: 'refusal' }
  /** Nothing is sent. */
  | { readonly name: 'silence'; readonly note: string }
  /** Nothing is left to do. */
  | { readonly name: 'done' };

/** What the functions of the states share. It contains nothing about clients: the server does not know any. */
interface Service {
  readonly options: PmuUdpOptions;
  readonly log: PeerLog;
  /** Two generators, so that a lost request does not change the offset of the next. */
  readonly losses: Random;
  readonly offsets: Random;
  /** How many requests still have to be dropped. */
  drops: number;
}

/**
 * LISTEN. Binds the first socket, and resolves when datagrams can come.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerListenError} when the address or the port is not available.
 */
export async function listenPmuUdp(input: PmuUdpInput, hooks: PeerHooks): Promise<Peer> {
  const options = pmuUdpOptions.read(input);
  const log = peerLog('pmu-udp', hooks);
  const inbox = new Inbox(log);
  const turns = await takeTurns(options, inbox, log);
  const service: Service = {
    options,
    log,
    losses: new Random(`${options.seed}/losses`),
    offsets: new Random(`${options.seed}/offsets`),
    drops: options.dropFirst,
  };
  const { address, close } = turns;
  return serveInbox({ name: 'pmu-udp', address, inbox, log }, (datagram) => serve(service, datagram), close);
}

/** SERVE. Serves one datagram: from state to state until it is done. */
async function serve(service: Service, datagram: Datagram): Promise<void> {
  let state: State = { name: 'request' };
  while (state.name !== 'done') state = await step(service, datagram, state);
}

/** Does what a state requires, and returns the next one. */
async function step(
  service: Service,
  datagram: Datagram,
  state: Exclude<State, { name: 'done' }>,
): Promise<State> {
  switch (state.name) {
    case 'request':
      return readRequest(service, datagram);
    case 'loss':
      return decideLoss(service, state.n);
    case 'answer':
      return sendOffset(service, datagram, state.n);
    case 'refusal':
      return sendRefusal(service, datagram);
    case 'silence':
      return keepSilent(service, datagram, state.note);
  }
}

/**
 * Reads the request. A datagram is all of it: no waiting for the rest, as in the PMU over TCP.
 *
 * An answer is never answered. Anyone can write our own address, or that of another PMU, on a datagram as its source (RFC
 * 4732 section 3.1): two servers that answer everything would then send each other "Wrong command." forever.
 */
function readRequest({ options, log }: Service, { bytes, from }: Datagram): State {
  const remote = formatAddress(from.host, from.port);
  // The length is checked first: there is no point in decoding 65,507 bytes of junk to find that they are not a request.
  const text = bytes.length <= options.maxRequest ? bytes.toString('latin1') : undefined;
  if (text !== undefined && ANSWER.test(text)) {
    log({ event: 'refuse', remote, note: 'an answer gets no answer' });
    return { name: 'done' };
  }
  const n = Number(text === undefined ? NaN : REQUEST.exec(text)?.[1]);
  const isKnown = options.command === 'RESET:n' ? n <= options.largest : text === options.command;
  if (!isKnown) return { name: 'loss' };
  log({ event: 'command', remote, data: escapeBytes(bytes) });
  return { name: 'loss', n };
}

/** Decides whether this request, or its answer, counts as lost; what is no request gets lost as often. */
function decideLoss(service: Service, n: number | undefined): State {
  // Drawn in any case, so that forced losses do not change what happens to the requests after them.
  const isLost = service.losses.next() / 2 ** 32 < service.options.loss;
  if (service.drops > 0) {
    service.drops--;
    return { name: 'silence', note: 'lost on purpose: one of the first' };
  }
  if (isLost) return { name: 'silence', note: 'lost on purpose: at random' };
  return n === undefined ? { name: 'refusal' } : { name: 'answer', n };
}

/** Sends an offset between 0 and n, both included, to where the request came from. */
async function sendOffset({ options, offsets }: Service, datagram: Datagram, n: number): Promise<State> {
  const text = `OFFSET${options.separator}${offsets.integer(0, n)}`;
  // From the socket that the request came to: a careful client accepts answers from there only.
  await datagram.socket.send(Buffer.from(text), datagram.from);
  return { name: 'done' };
}

/**
 * Says that this was not a request. The answer has to be short: a server that answers a small datagram with a large one is a
 * weapon for an attacker who puts a victim's address on it as the source (RFC 5358).
 */
async function sendRefusal({ log, options }: Service, datagram: Datagram): Promise<State> {
  const { bytes, from } = datagram;
  const remote = formatAddress(from.host, from.port);
  log({
    event: 'refuse',
    remote,
    data: escapeBytes(bytes),
    note: unlike(bytes, options.command),
  });
  await datagram.socket.send(Buffer.from(WRONG_COMMAND), from);
  return { name: 'done' };
}

/** How a datagram differs from a request. Two differences are easy to make and hard to see. */
function unlike(bytes: Buffer, command: string): string {
  const text = bytes.subarray(0, MAX_COMPARED).toString('latin1');
  const is = (other: string): boolean => other === command || (command === 'RESET:n' && REQUEST.test(other));
  const shown = `${quoteBytes(bytes)} is not ${command}`;
  if (is(text)) return `${shown}: the number is too large`;
  if (is(text.toUpperCase())) return `${shown}: capital letters count`;
  if (is(text.replace(/[\r\n\0 ]+$/, ''))) return `${shown}: there is something after it`;
  return shown;
}

/** Sends nothing. The log says why; the client does not know, and cannot. */
function keepSilent({ log }: Service, { from }: Datagram, note: string): State {
  log({ event: 'drop', remote: formatAddress(from.host, from.port), note });
  return { name: 'done' };
}
