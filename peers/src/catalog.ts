/**
 * All peers by name, with their options: the one list that the command line, the case files and the bench go by.
 *
 * A new peer takes three steps: a file with its listen function, in the shape of pmu.ts; a file with its options and
 * their table; a row in PeerOptions and one in `peers` below. The compiler insists on the second when it sees the first.
 */
import type { Option } from './common/option.ts';
import type { Peer, PeerHooks } from './peer.ts';
import { PeerOptionError } from './common/peer-error.ts';
import { listenChat } from './chat/chat.ts';
import { type ChatInput, type ChatOptions, chatOptions, chatOptionTable } from './chat/chat-options.ts';
import { listenEcho } from './echo/echo.ts';
import { type EchoInput, type EchoOptions, echoOptions, echoOptionTable } from './echo/echo-options.ts';
import { type PageInput, type PageOptions, pageOptions, pageOptionTable } from './page/page-options.ts';
import { listenHello } from './hello/hello.ts';
import { type HelloInput, type HelloOptions, helloOptions, helloOptionTable } from './hello/hello-options.ts';
import { listenPmu } from './pmu/pmu.ts';
import { type PmuInput, type PmuOptions, pmuOptions, pmuOptionTable } from './pmu/pmu-options.ts';
import {
  type PageTlsInput,
  type PageTlsOptions,
  pageTlsOptions,
  pageTlsOptionTable,
} from './page/page-tls-options.ts';
import {
  type PmuTlsInput,
  type PmuTlsOptions,
  pmuTlsOptions,
  pmuTlsOptionTable,
} from './pmu/pmu-tls-options.ts';
import {
  type PmuWebsocketInput,
  type PmuWebsocketOptions,
  pmuWebsocketOptions,
  pmuWebsocketOptionTable,
} from './pmu/pmu-websocket-options.ts';
import {
  type TlsPairInput,
  type TlsPairOptions,
  tlsPairOptions,
  tlsPairOptionTable,
} from './secure-pair/tls-pair-options.ts';
import { listenPmuUdp } from './pmu/pmu-udp.ts';
import {
  type PmuUdpInput,
  type PmuUdpOptions,
  pmuUdpOptions,
  pmuUdpOptionTable,
} from './pmu/pmu-udp-options.ts';
import { listenAnswerer } from './tv/answerer.ts';
import {
  type AnswererInput,
  type AnswererOptions,
  answererOptions,
  answererOptionTable,
  type RecorderInput,
  type RecorderOptions,
  recorderOptions,
  recorderOptionTable,
} from './tv/listener-options.ts';
import { listenRecorder } from './tv/recorder.ts';
import { listenStation } from './tv/station.ts';
import {
  type StationInput,
  type StationOptions,
  stationOptions,
  stationOptionTable,
} from './tv/station-options.ts';

/** The names of the peers, each with the type of its complete options. */
export interface PeerOptions {
  readonly chat: ChatOptions;
  readonly echo: EchoOptions;
  readonly page: PageOptions;
  readonly hello: HelloOptions;
  readonly pmu: PmuOptions;
  readonly 'page-tls': PageTlsOptions;
  readonly 'pmu-tls': PmuTlsOptions;
  readonly 'pmu-udp': PmuUdpOptions;
  readonly 'pmu-websocket': PmuWebsocketOptions;
  readonly tls: TlsPairOptions;
  readonly tv: StationOptions;
  readonly 'tv-answerer': AnswererOptions;
  readonly 'tv-recorder': RecorderOptions;
}

/** The name of a peer. */
export type PeerName = keyof PeerOptions;

/** A peer in the catalogue. */
export interface PeerEntry<Options> {
  /** What it is, in a few words. */
  readonly title: string;
  readonly options: readonly Option[];
  /** Complete options from a record, checked. */
  parse(record: Readonly<Record<string, unknown>>): Options;
  listen(options: Options, hooks: PeerHooks): Promise<Peer>;
}

/** The catalogue. */
export const peers: { readonly [Name in PeerName]: PeerEntry<PeerOptions[Name]> } = {
  chat: {
    title: 'Chat over TCP: texts both ways at any time, until somebody closes',
    options: chatOptionTable,
    parse: (record) => chatOptions(record as ChatInput),
    listen: listenChat,
  },
  echo: {
    title: 'TCP echo: sends back what it reads, 16 bytes at a time, to one client at a time',
    options: echoOptionTable,
    parse: (record) => echoOptions(record as EchoInput),
    listen: listenEcho,
  },
  page: {
    title: 'A page over HTTP, with a secret that everybody on the way can read',
    options: pageOptionTable,
    parse: (record) => pageOptions(record as PageInput),
    // Node's HTTP is loaded by those who want it only: start-up counts.
    listen: async (options, hooks) => (await import('./page/page.ts')).listenPage(options, hooks),
  },
  hello: {
    title: 'UDP hello: says what each datagram held and who sent it',
    options: helloOptionTable,
    parse: (record) => helloOptions(record as HelloInput),
    listen: listenHello,
  },
  pmu: {
    title: 'PMU over TCP: messages without a mark between them, or a flood',
    options: pmuOptionTable,
    // The record may hold anything; reading it by the table is what makes options of it.
    parse: (record) => pmuOptions(record as PmuInput),
    listen: listenPmu,
  },
  'pmu-udp': {
    title: 'PMU over UDP: answers RESET:n now and then, on IPv4 and IPv6 by turns',
    options: pmuUdpOptionTable,
    parse: (record) => pmuUdpOptions(record as PmuUdpInput),
    listen: listenPmuUdp,
  },
  tv: {
    title: 'TV station: sends a text to a multicast group, line by line',
    options: stationOptionTable,
    parse: (record) => stationOptions(record as StationInput),
    listen: listenStation,
  },
  'tv-answerer': {
    title: 'TV answerer: answers in the group who has said enough there',
    options: answererOptionTable,
    parse: (record) => answererOptions(record as AnswererInput),
    listen: listenAnswerer,
  },
  'tv-recorder': {
    title: 'TV recorder: keeps all that is said in a multicast group',
    options: recorderOptionTable,
    parse: (record) => recorderOptions(record as RecorderInput),
    listen: listenRecorder,
  },
  'pmu-tls': {
    title: 'PMU over TLS: the same after a handshake in which the server shows its certificate',
    options: pmuTlsOptionTable,
    parse: (record) => pmuTlsOptions(record as PmuTlsInput),
    listen: async (options, hooks) => (await import('./pmu/pmu-tls.ts')).listenPmuTls(options, hooks),
  },
  'pmu-websocket': {
    title: 'PMU over WebSocket: one frame for each message, and a close frame',
    options: pmuWebsocketOptionTable,
    parse: (record) => pmuWebsocketOptions(record as PmuWebsocketInput),
    listen: async (options, hooks) =>
      (await import('./pmu/pmu-websocket.ts')).listenPmuWebsocket(options, hooks),
  },
  tls: {
    title: 'The pair over TLS: a certificate that signs itself, and a greeting',
    options: tlsPairOptionTable,
    parse: (record) => tlsPairOptions(record as TlsPairInput),
    listen: async (options, hooks) =>
      (await import('./secure-pair/tls-pair.ts')).listenTlsPair(options, hooks),
  },
  'page-tls': {
    title: 'The page over HTTPS: the same secret, for the two ends only',
    options: pageTlsOptionTable,
    parse: (record) => pageTlsOptions(record as PageTlsInput),
    listen: async (options, hooks) => (await import('./page/page-tls.ts')).listenPageTls(options, hooks),
  },
};

/** Whether there is a peer of this name. */
export function isPeerName(name: string): name is PeerName {
  return Object.hasOwn(peers, name);
}

/**
 * Complete options of a peer from a record of a case file or a command line. Throws {@link PeerOptionError}: `PEER_UNKNOWN`
 * and the codes of readOptions().
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
  return entry(name).parse(record);
}

/** Parses the record and starts the peer; throws what {@link parsePeerOptions} and the peer's own listen function throw. */
export async function listenPeer(
  name: string,
  record: Readonly<Record<string, unknown>>,
  hooks: PeerHooks,
): Promise<Peer> {
  const found = entry(name);
  return found.listen(found.parse(record), hooks);
}

function entry(name: string): PeerEntry<PeerOptions[PeerName]> {
  if (isPeerName(name)) return peers[name];
  throw new PeerOptionError({
    code: 'PEER_UNKNOWN',
    message: `There is no peer ${name}.`,
    observed: name,
    expected: `one of ${Object.keys(peers).join(', ')}`,
    hint: 'Choose one of these.',
  });
}
