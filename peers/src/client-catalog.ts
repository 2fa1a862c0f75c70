/**
 * All clients by name, with their options: the list that the command line and the documentation use.
 *
 * A client is a file with its run function, a file with its options, and a row in `clients` below. Options with `argument`
 * are the prototype of its command line, in the order of the table; the others are flags.
 */
import { runChat } from './chat/chat-client.ts';
import { chatClientOptions } from './chat/chat-options.ts';
import type { ClientHooks, RunClient } from './client.ts';
import type { PeerOptionProblem } from './common/option-problem.ts';
import type { Option, OptionTable } from './common/option-table.ts';
import type { OptionSet } from './common/option.ts';
import { PeerOptionError } from './common/peer-error.ts';
import { runEcho } from './echo/echo-client.ts';
import { echoClientOptions } from './echo/echo-options.ts';
import { runHello } from './hello/hello-client.ts';
import { helloClientOptions } from './hello/hello-options.ts';
import { pageClientOptions } from './page/page-options.ts';
import { pageTlsClientOptions } from './page/page-tls-options.ts';
import { pdcOptions } from './pdc/pdc-options.ts';
import { pdcTlsOptions } from './pdc/pdc-tls-options.ts';
import { pdcUdpOptions } from './pdc/pdc-udp-options.ts';
import { runPdcUdp } from './pdc/pdc-udp.ts';
import { pdcWebsocketOptions } from './pdc/pdc-websocket-options.ts';
import { runPdc } from './pdc/pdc.ts';
import { tlsPairClientOptions } from './secure-pair/tls-pair-options.ts';
import { tcpClientOptions } from './tcp-client/tcp-client-options.ts';
import { runTcpClient } from './tcp-client/tcp-client.ts';
import { receiverOptions, senderOptions } from './tv/client-options.ts';
import { runReceiver } from './tv/receiver.ts';
import { runSender } from './tv/sender.ts';
import { udpClientOptions } from './udp-client/udp-client-options.ts';
import { runUdpClient } from './udp-client/udp-client.ts';

/** A client in the catalog. */
export interface ClientEntry {
  /** What it is, in a few words. */
  readonly title: string;
  /** Its options, in the order of the help. */
  readonly options: readonly Option[];
  /** All problems of a record's options, without running anything. */
  check(record: Readonly<Record<string, unknown>>): readonly PeerOptionProblem[];
  /** Reads the record, then runs the client until it ends. */
  readonly run: RunClient;
}

/** One row: the title, the options, and the function that runs the client. */
function client(title: string, options: OptionSet<OptionTable>, run: RunClient): ClientEntry {
  return { title, options: options.table, check: options.check, run };
}

/** The catalog. Clients that need HTTP or TLS are loaded when they are run. */
export const clients: Readonly<Record<string, ClientEntry>> = {
  chat: client(
    'chat over TCP: send what is typed, print what comes; an empty line ends it',
    chatClientOptions,
    runChat,
  ),
  echo: client(
    'send one sentence to the TCP echo server, and read it back in pieces',
    echoClientOptions,
    runEcho,
  ),
  page: client('request a page over HTTP, and print it', pageClientOptions, async (record, hooks) =>
    (await import('./page/page-client.ts')).runPage(record, hooks),
  ),
  pdc: client('send a command to a PMU over TCP, and print each message on its own line', pdcOptions, runPdc),
  hello: client('send one datagram to the UDP hello server', helloClientOptions, runHello),
  'pdc-udp': client(
    'send a request to a PMU over UDP, IPv4 and IPv6, until an answer comes',
    pdcUdpOptions,
    runPdcUdp,
  ),
  receiver: client('print the messages of a multicast group', receiverOptions, runReceiver),
  sender: client('send each line of the input as a datagram to a multicast group', senderOptions, runSender),
  'page-tls': client(
    'request a page over HTTPS, and print it if the server can be trusted',
    pageTlsClientOptions,
    async (record, hooks) => (await import('./page/page-tls-client.ts')).runPageTls(record, hooks),
  ),
  'pdc-tls': client(
    'send a command to a PMU over TLS, if a trusted authority has signed for it',
    pdcTlsOptions,
    async (record, hooks) => (await import('./pdc/pdc-tls.ts')).runPdcTls(record, hooks),
  ),
  'pdc-websocket': client(
    'send a command to a PMU over WebSocket, and print each message on its own line',
    pdcWebsocketOptions,
    async (record, hooks) => (await import('./pdc/pdc-websocket.ts')).runPdcWebsocket(record, hooks),
  ),
  'tcp-client': client(
    'send a text to any server over TCP, and write what comes; politely, or not',
    tcpClientOptions,
    runTcpClient,
  ),
  tls: client(
    'connect over TLS, trust one certificate, and print the negotiated version',
    tlsPairClientOptions,
    async (record, hooks) => (await import('./secure-pair/tls-pair-client.ts')).runTlsPair(record, hooks),
  ),
  'udp-client': client(
    'send datagrams to any server over UDP, and write each answer on a line',
    udpClientOptions,
    runUdpClient,
  ),
};

/**
 * Runs a client by name with a record of a command line.
 *
 * @throws {PeerOptionError} `PEER_UNKNOWN`, and as {@link RunClient} does.
 * @throws {PeerClientError} as {@link RunClient} does.
 */
export async function runClient(
  name: string,
  record: Readonly<Record<string, unknown>>,
  hooks: ClientHooks,
): Promise<void> {
  const found = Object.hasOwn(clients, name) ? clients[name] : undefined;
  if (found) return found.run(record, hooks);
  throw new PeerOptionError({
    code: 'PEER_UNKNOWN',
    message: `There is no client named ${name}.`,
    observed: name,
    expected: `one of ${Object.keys(clients).join(', ')}`,
    hint: 'Check the spelling.',
  });
}
