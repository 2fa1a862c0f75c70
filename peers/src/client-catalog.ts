/**
 * All clients by name, with their options: the list that the command line and the documentation go by.
 *
 * A client is a file with its run function, a file with its options and their table, and a row in `clients` below. Options
 * with `argument` are the prototype of its command line, in the order of the table; the others are flags.
 */
import type { ClientHooks } from './client.ts';
import type { Option } from './common/option.ts';
import { PeerOptionError } from './common/peer-error.ts';
import { runChat } from './chat/chat-client.ts';
import { chatClientOptionTable } from './chat/chat-options.ts';
import { runEcho } from './echo/echo-client.ts';
import { echoClientOptionTable } from './echo/echo-options.ts';
import { pageClientOptionTable } from './page/page-options.ts';
import { runPdc } from './pdc/pdc.ts';
import { pdcOptionTable } from './pdc/pdc-options.ts';
import { runHello } from './hello/hello-client.ts';
import { helloClientOptionTable } from './hello/hello-options.ts';
import { pageTlsClientOptionTable } from './page/page-tls-options.ts';
import { tlsPairClientOptionTable } from './secure-pair/tls-pair-options.ts';
import { pdcTlsOptionTable } from './pdc/pdc-tls-options.ts';
import { pdcWebsocketOptionTable } from './pdc/pdc-websocket-options.ts';
import { runPdcUdp } from './pdc/pdc-udp.ts';
import { pdcUdpOptionTable } from './pdc/pdc-udp-options.ts';
import { receiverOptionTable, senderOptionTable } from './tv/client-options.ts';
import { runReceiver } from './tv/receiver.ts';
import { runSender } from './tv/sender.ts';

/** A client in the catalogue. */
export interface ClientEntry {
  /** What it is, in a few words. */
  readonly title: string;
  readonly options: readonly Option[];
  /** Reads the record by the table, then runs the client to its end; see RunClient for how it rejects. */
  run(record: Readonly<Record<string, unknown>>, hooks: ClientHooks): Promise<void>;
}

/** The catalogue. */
export const clients: Readonly<Record<string, ClientEntry>> = {
  chat: {
    title: 'Chat over TCP: sends what is typed and shows what comes; an empty line ends it',
    options: chatClientOptionTable,
    run: runChat,
  },
  echo: {
    title: 'TCP echo: sends one sentence and reads it back in pieces',
    options: echoClientOptionTable,
    run: runEcho,
  },
  page: {
    title: 'A page over HTTP: asks for it and shows it',
    options: pageClientOptionTable,
    run: async (record, hooks) => (await import('./page/page-client.ts')).runPage(record, hooks),
  },
  pdc: {
    title: 'PDC over TCP: sends a command and shows each message on a line of its own',
    options: pdcOptionTable,
    run: runPdc,
  },
  hello: {
    title: 'UDP hello: sends one datagram',
    options: helloClientOptionTable,
    run: runHello,
  },
  'pdc-udp': {
    title: 'PDC over UDP: sends a request on both families until it is answered',
    options: pdcUdpOptionTable,
    run: runPdcUdp,
  },
  receiver: {
    title: 'TV receiver: prints what is said in a multicast group',
    options: receiverOptionTable,
    run: runReceiver,
  },
  sender: {
    title: 'TV sender: each line of the input becomes a datagram to a multicast group',
    options: senderOptionTable,
    run: runSender,
  },
  'page-tls': {
    title: 'A page over HTTPS: asks for it and shows it, if the server can be trusted',
    options: pageTlsClientOptionTable,
    run: async (record, hooks) => (await import('./page/page-tls-client.ts')).runPageTls(record, hooks),
  },
  'pdc-tls': {
    title: 'PDC over TLS: the same, if an authority that it knows has signed for the server',
    options: pdcTlsOptionTable,
    run: async (record, hooks) => (await import('./pdc/pdc-tls.ts')).runPdcTls(record, hooks),
  },
  'pdc-websocket': {
    title: 'PDC over WebSocket: one line for each message that comes',
    options: pdcWebsocketOptionTable,
    run: async (record, hooks) => (await import('./pdc/pdc-websocket.ts')).runPdcWebsocket(record, hooks),
  },
  tls: {
    title: 'The pair over TLS: trusts one certificate and shows the version that was agreed on',
    options: tlsPairClientOptionTable,
    run: async (record, hooks) =>
      (await import('./secure-pair/tls-pair-client.ts')).runTlsPair(record, hooks),
  },
};

/**
 * Runs a client by its name with a record of a command line. Throws PeerOptionError (`PEER_UNKNOWN` and the codes of
 * readOptions()) and what the client itself throws.
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
    message: `There is no client ${name}.`,
    observed: name,
    expected: `one of ${Object.keys(clients).join(', ')}`,
    hint: 'Choose one of these.',
  });
}
