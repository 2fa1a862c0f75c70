/**
 * The PMU over UDP: it answers `RESET:n` with an offset, or does not answer at all.
 *
 * A conversation, client on the left:
 *
 *     sendto("RESET:20")       ----->    recvfrom(): chance says "lost"
 *     nothing for a second
 *     sendto("RESET:20")       ----->    recvfrom(): chance says "answer"
 *     recvfrom()               <-----    sendto("OFFSET=7")
 *
 * The server remembers nothing of the first request when the second comes. All the reliability that there is, is the
 * client's patience.
 *
 * Read on from listenPmuUdp(), then serve(), then the states in their order.
 */
import { escapeBytes } from '../common/escape.ts';
import { Random } from '../common/random.ts';
import { formatAddress, type Peer, type PeerHooks } from '../peer.ts';
import { type Datagram, Inbox } from '../transport/inbox.ts';
import { serveInbox, udpLog } from '../transport/udp.ts';
import type { UdpLog } from '../transport/udp-socket.ts';
import { type PmuUdpInput, type PmuUdpOptions, pmuUdpOptions } from './pmu-udp-options.ts';
import { takeTurns } from './pmu-udp-turns.ts';

/** What a request looks like, byte for byte: no line end, no zero byte. */
const REQUEST = /^RESET:(\d{1,9})$/;

/** The answer to everything that is no request. */
const WRONG = 'Wrong command.';

/** What answers look like: see readRequest() for why a server must know them. */
const ANSWER = /^(?:OFFSET[=:]|Wrong command)/;

/** Where a datagram stands. */
type State =
  /** Received, and not looked at yet. */
  | { readonly name: 'request' }
  /** Understood; chance decides now whether it counts as lost. */
  | { readonly name: 'chance'; readonly n: number }
  /** It is to be answered. */
  | { readonly name: 'answer'; readonly n: number }
  /** It is no request, and the client is to be told. */
  | { readonly name: 'refusal' }
  /** Nothing is sent, whatever the client hopes for. */
  | { readonly name: 'silence'; readonly note: string }
  /** Nothing remains. */
  | { readonly name: 'done' };

/** What the functions of the states share. There is nothing in it about clients: the server does not know any. */
interface Service {
  readonly options: PmuUdpOptions;
  readonly log: UdpLog;
  /** Two generators, so that a request that is lost does not change the offset of the next. */
  readonly losses: Random;
  readonly offsets: Random;
  /** How many requests are still to be dropped in any case. */
  drops: number;
}

/**
 * LISTEN. Binds the first socket and resolves when datagrams are taken. Throws PeerOptionError for options that make no
 * sense and PeerListenError where the address or the port cannot be had.
 */
export async function listenPmuUdp(input: PmuUdpInput, hooks: PeerHooks): Promise<Peer> {
  const options = pmuUdpOptions(input);
  const log = udpLog('pmu-udp', hooks);
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

/** SERVE. Serves one datagram: from state to state until it is done with. */
async function serve(service: Service, datagram: Datagram): Promise<void> {
  let state: State = { name: 'request' };
  while (state.name !== 'done') state = await step(service, datagram, state);
}

/** Does what a state asks for, and returns the next one. */
async function step(
  service: Service,
  datagram: Datagram,
  state: Exclude<State, { name: 'done' }>,
): Promise<State> {
  switch (state.name) {
    case 'request':
      return readRequest(service, datagram);
    case 'chance':
      return tossCoin(service, state.n);
    case 'answer':
      return sendOffset(service, datagram, state.n);
    case 'refusal':
      return sendRefusal(service, datagram);
    case 'silence':
      return keepSilent(service, datagram, state.note);
  }
}

/**
 * Reads the request. A datagram is the whole of it: no waiting for the rest, as in the PMU over TCP.
 *
 * An answer is never answered. Anybody can write our own address, or that of another PMU, on a datagram as its sender
 * (RFC 4732 section 3.1): two servers that answer everything would then send each other "Wrong command." for ever.
 */
function readRequest({ options, log }: Service, { bytes, from }: Datagram): State {
  // The bound comes first: nobody makes a text of 65,507 bytes of junk in order to find that it is no request.
  const text = bytes.length <= options.maxRequest ? bytes.toString('latin1') : undefined;
  if (text !== undefined && ANSWER.test(text)) return { name: 'silence', note: 'an answer is not answered' };
  const n = Number(text === undefined ? NaN : REQUEST.exec(text)?.[1]);
  if (Number.isNaN(n) || n > options.largest) return { name: 'refusal' };
  log({ event: 'command', remote: formatAddress(from.host, from.port), data: escapeBytes(bytes) });
  return { name: 'chance', n };
}

/** Decides whether this request, or its answer, counts as lost. */
function tossCoin(service: Service, n: number): State {
  // Drawn in any case, so that the requests after the forced losses meet the chance that is theirs.
  const lost = service.losses.next() / 2 ** 32 < service.options.loss;
  if (service.drops > 0) {
    service.drops--;
    return { name: 'silence', note: 'lost on purpose: one of the first' };
  }
  return lost ? { name: 'silence', note: 'lost on purpose: chance' } : { name: 'answer', n };
}

/** Sends an offset between 0 and n, both included, to where the request came from. */
async function sendOffset({ options, offsets }: Service, datagram: Datagram, n: number): Promise<State> {
  const text = `OFFSET${options.separator}${offsets.integer(0, n)}`;
  // From the socket that the request came to: a client that knows what it does takes answers from there only.
  await datagram.socket.send(Buffer.from(text), datagram.from);
  return { name: 'done' };
}

/**
 * Says that this was no request. The answer is short, and has to be: a server that answers a small datagram with a large
 * one is a weapon in the hands of whoever puts a victim's address on it as the sender (RFC 5358).
 */
async function sendRefusal({ log }: Service, datagram: Datagram): Promise<State> {
  const { bytes, from } = datagram;
  const remote = formatAddress(from.host, from.port);
  log({ event: 'refuse', remote, data: escapeBytes(bytes), note: `no RESET:n (${bytes.length} bytes)` });
  await datagram.socket.send(Buffer.from(WRONG), from);
  return { name: 'done' };
}

/** Sends nothing. The log knows why; the client does not, and cannot. */
function keepSilent({ log }: Service, { from }: Datagram, note: string): State {
  log({ event: 'refuse', remote: formatAddress(from.host, from.port), note });
  return { name: 'done' };
}
