/**
 * All peers by name, with their options: the list that the command line, the case files and the bench use.
 *
 * To add a peer: write a file with its listen function, in the shape of pmu.ts; a file with its options; and a row below.
 */
import { chatOptions } from './chat/chat-options.ts';
import { listenChat } from './chat/chat.ts';
import type { OptionSet } from './common/option.ts';
import { checkUnknown } from './common/option.ts';
import type { PeerOptionProblem } from './common/option-problem.ts';
import type { InputOf, Option, OptionsOf, OptionTable } from './common/option-table.ts';
import { PeerOptionError } from './common/peer-error.ts';
import { echoOptions } from './echo/echo-options.ts';
import { listenEcho } from './echo/echo.ts';
import { helloOptions } from './hello/hello-options.ts';
import { listenHello } from './hello/hello.ts';
import { pageOptions } from './page/page-options.ts';
import { pageTlsOptions } from './page/page-tls-options.ts';
import type { Peer, PeerHooks } from './peer.ts';
import { pmuOptions } from './pmu/pmu-options.ts';
import { pmuTlsOptions } from './pmu/pmu-tls-options.ts';
import { pmuUdpOptions } from './pmu/pmu-udp-options.ts';
import { listenPmuUdp } from './pmu/pmu-udp.ts';
import { pmuWebsocketOptions } from './pmu/pmu-websocket-options.ts';
import { listenPmu } from './pmu/pmu.ts';
import { tlsPairOptions } from './secure-pair/tls-pair-options.ts';
import { listenAnswerer } from './tv/answerer.ts';
import { answererOptions, recorderOptions } from './tv/listener-options.ts';
import { listenRecorder } from './tv/recorder.ts';
import { stationOptions } from './tv/station-options.ts';
import { listenStation } from './tv/station.ts';

/** A peer in the catalog. */
export interface PeerEntry<Options> {
  /** What it is, in a few words. */
  readonly title: string;
  /** Its options, in the order of the help. */
  readonly options: readonly Option[];
  /**
   * Complete options from a record.
   *
   * @throws {PeerOptionError} as {@link OptionSet.read} does.
   */
  parse(record: Readonly<Record<string, unknown>>): Options;
  /** All problems of a record's options. */
  check(record: Readonly<Record<string, unknown>>): readonly PeerOptionProblem[];
  /**
   * Reads the options and starts the peer. Resolves when clients can reach it.
   *
   * @throws {PeerOptionError} as {@link OptionSet.read} does.
   * @throws {PeerListenError} when the address or the port is not available.
   */
  listen(record: Readonly<Record<string, unknown>>, hooks: PeerHooks): Promise<Peer>;
}

/** One row: the title, the options, and the function that starts the peer. */
function peer<Table extends OptionTable>(
  title: string,
  options: OptionSet<Table>,
  listen: (input: InputOf<Table>, hooks: PeerHooks) => Promise<Peer>,
): PeerEntry<OptionsOf<Table>> {
  return {
    title,
    options: options.table,
    parse: options.read,
    check: options.check,
    // A record may hold anything; each listen function reads it by its table first.
    listen: async (record, hooks) => listen(record as InputOf<Table>, hooks),
  };
}

/** The catalog. Peers that need HTTP or TLS are loaded when they are started: most runs do without. */
export const peers = {
  chat: peer(
    'chat over TCP: texts in both directions at any time, until one side closes',
    chatOptions,
    listenChat,
  ),
  echo: peer(
    'send back what is read over TCP, 16 bytes at a time, to one client at a time',
    echoOptions,
    listenEcho,
  ),
  page: peer(
    'serve a page over HTTP, with a secret that everyone on the path can read',
    pageOptions,
    async (options, hooks) => (await import('./page/page.ts')).listenPage(options, hooks),
  ),
  hello: peer('report the text and the sender of each UDP datagram', helloOptions, listenHello),
  pmu: peer(
    'act as a PMU over TCP: send messages without boundaries between them, or a flood',
    pmuOptions,
    listenPmu,
  ),
  'pmu-udp': peer(
    'act as a PMU over UDP: answer some of the requests RESET:n, alternating between IPv4 and IPv6',
    pmuUdpOptions,
    listenPmuUdp,
  ),
  tv: peer('send a text to a multicast group, line by line', stationOptions, listenStation),
  'tv-answerer': peer(
    'answer students who have sent enough to the multicast group',
    answererOptions,
    listenAnswerer,
  ),
  'tv-recorder': peer('record everything that is sent to a multicast group', recorderOptions, listenRecorder),
  'pmu-tls': peer(
    'act as a PMU over TLS, after a handshake in which the server shows its certificate',
    pmuTlsOptions,
    async (options, hooks) => (await import('./pmu/pmu-tls.ts')).listenPmuTls(options, hooks),
  ),
  'pmu-websocket': peer(
    'act as a PMU over WebSocket: each message in a frame, and a close frame at the end',
    pmuWebsocketOptions,
    async (options, hooks) => (await import('./pmu/pmu-websocket.ts')).listenPmuWebsocket(options, hooks),
  ),
  tls: peer(
    'greet each client over TLS, with a self-signed certificate',
    tlsPairOptions,
    async (options, hooks) => (await import('./secure-pair/tls-pair.ts')).listenTlsPair(options, hooks),
  ),
  'page-tls': peer(
    'serve a page over HTTPS, with a secret that only the two ends can read',
    pageTlsOptions,
    async (options, hooks) => (await import('./page/page-tls.ts')).listenPageTls(options, hooks),
  ),
};

/** The name of a peer. */
export type PeerName = keyof typeof peers;

/** The names of the peers, each with the type of its complete options. */
export type PeerOptions = { readonly [Name in PeerName]: ReturnType<(typeof peers)[Name]['parse']> };

/** The names of all peers. */
export const peerNames = Object.keys(peers) as readonly PeerName[];

/** Whether a peer has this name. */
export function isPeerName(name: string): name is PeerName {
  return Object.hasOwn(peers, name);
}

/**
 * All problems of a peer's options, without starting anything: for a file that is checked when it is read. Takes whatever
 * the file held, and never throws.
 */
export function checkPeerOptions(name: string, options: unknown): readonly PeerOptionProblem[] {
  if (!isPeerName(name)) return [unknownPeer(name)];
  return checkUnknown(name, peers[name], options);
}

/**
 * Complete options of a peer from a record of a case file or a command line.
 *
 * @throws {PeerOptionError} `PEER_UNKNOWN` and the codes of {@link OptionSet.read}.
 */
export function parsePeerOptions<Name extends PeerName>(
  name: Name,
  record: Readonly<Record<string, unknown>>,
): PeerOptions[Name];
export function parsePeerOptions(
  name: string,
  record: Readonly<Record<string, unknown>>,
): PeerOptions[PeerName];
export function parsePeerOptions(
  name: string,
  record: Readonly<Record<string, unknown>>,
): PeerOptions[PeerName] {
  return entryOf(name).parse(record);
}

/**
 * Reads the options and starts the peer.
 *
 * @throws {PeerOptionError} as {@link parsePeerOptions} does.
 * @throws {PeerListenError} when the address or the port is not available.
 */
export async function listenPeer(
  name: string,
  record: Readonly<Record<string, unknown>>,
  hooks: PeerHooks,
): Promise<Peer> {
  return entryOf(name).listen(record, hooks);
}

/** The entry of a name. */
function entryOf(name: string): PeerEntry<PeerOptions[PeerName]> {
  if (isPeerName(name)) return peers[name];
  throw new PeerOptionError(unknownPeer(name));
}

/** A name that no peer has. */
function unknownPeer(name: string): PeerOptionProblem {
  return {
    code: 'PEER_UNKNOWN',
    message: `There is no peer named ${name}.`,
    observed: name,
    expected: `one of ${peerNames.join(', ')}`,
    hint: 'Check the spelling.',
    value: name,
    choices: peerNames,
  };
}
