/** What happened in one TLS connection, as facts with the packets that show them; for explanations and checks. */
import type { Packets } from '../../core/packets.ts';
import { streamMessages } from '../../streams/stream-messages.ts';
import { readCertificate } from '../x509/certificate.ts';
import type { Certificate } from '../x509/certificate.ts';
import { whyClosed } from './decryption.ts';
import { applicationProtocol } from './application.ts';
import { isTls13, versionLabel, GROUPS, isGrease } from './names.ts';
import type { ClientHello, ServerHello } from './hello.ts';
import type { Seen, SeenAlert, SeenHandshake, Side, TlsState } from './state.ts';
import { suiteKeyExchange, suiteName } from './suites.ts';

/** A registered number with its name. */
export interface Named {
  readonly value: number;
  readonly name: string;
}

/** Certificates that one end showed. */
export interface ShownCertificates extends Seen {
  /** The end's own first, then the chain; undefined for one that is damaged. */
  readonly chain: readonly (Certificate | undefined)[];
}

/** One direction of a connection. */
export interface TlsDirection {
  /** The first record that was encrypted; undefined if none was. */
  readonly encryptedFrom: Seen | undefined;
  /** Records of application data, and their decrypted bytes. */
  readonly applicationData: { records: number; bytes: number };
  /** Encrypted records, and how many of them were decrypted. */
  readonly encrypted: number;
  readonly decrypted: number;
  /** Why not all were decrypted, if there are secrets. */
  readonly note: string | undefined;
}

/** One TLS connection. */
export interface TlsSession {
  /** As in the Protocol column: `TLSv1.3`. */
  readonly label: string;
  /** The version chosen, or undefined if no ServerHello was seen. */
  readonly version: number | undefined;
  /** Whether TLS's client is the end that the capture calls client. */
  readonly isClientClient: boolean;
  /** ClientHellos: two if the server asked for another (HelloRetryRequest) or they renegotiated. */
  readonly clientHellos: readonly (Seen & { hello: ClientHello })[];
  readonly serverHellos: readonly (Seen & { hello: ServerHello })[];
  /** A HelloRetryRequest was sent (RFC 8446 section 4.1.4). */
  readonly isRetried: boolean;
  /** Without GREASE numbers (RFC 8701). */
  readonly offeredSuites: readonly Named[];
  readonly offeredVersions: readonly number[];
  readonly offeredGroups: readonly Named[];
  readonly suite: Named | undefined;
  /** How keys were agreed: `ECDHE_RSA`, `RSA`; in TLS 1.3 `ECDHE`, `DHE`, `PSK` or `PSK with ECDHE`. */
  readonly keyExchange: string | undefined;
  /** The group or curve of an ephemeral exchange, and where the server sent its share. */
  readonly group: Named | undefined;
  readonly keyExchangeSeen: Seen | undefined;
  readonly serverName: string | undefined;
  readonly offeredAlpn: readonly string[];
  /** The application protocol chosen, if it was seen. */
  readonly alpn: string | undefined;
  /** Full name of the protocol inside, by ALPN or port. */
  readonly application: string | undefined;
  /** Of the server and, if one was requested, of the client; in TLS 1.3 visible only if it is decrypted. */
  readonly serverCertificate: ShownCertificates | undefined;
  readonly clientCertificate: ShownCertificates | undefined;
  /** How an earlier session was resumed: by its id, by a ticket, or by a pre-shared key (TLS 1.3). */
  readonly resumption: 'session id' | 'ticket' | 'pre-shared key' | undefined;
  /** Every handshake message that could be read, in order. */
  readonly handshakes: readonly SeenHandshake[];
  readonly changeCipherSpecs: readonly Seen[];
  readonly alerts: readonly SeenAlert[];
  /** What TLS's client sent, and its server. */
  readonly fromClient: TlsDirection;
  readonly fromServer: TlsDirection;
}

/**
 * The TLS connection inside a TCP stream; undefined if none was recognized.
 * @param stream tcp.stream
 */
export function tlsSession(capture: Packets, stream: number): TlsSession | undefined {
  const message = streamMessages(capture, stream).all.find((one) => one.protocol.name === 'tls');
  const state = (message?.data as { state: TlsState } | undefined)?.state;
  if (!state) return undefined;
  const isClientClient = state.isClientClient ?? true;
  const { clientHello, serverHello } = state;
  const shown = (fromTlsClient: boolean): ShownCertificates | undefined => {
    const found = state.certificates.find((one) => (one.fromClient === isClientClient) === fromTlsClient);
    return found && { ...found, chain: found.chain.map(readCertificate) };
  };
  return {
    label: versionLabel(state.version, state.recordVersion),
    version: state.version,
    isClientClient,
    clientHellos: state.clientHellos,
    serverHellos: state.serverHellos,
    isRetried: state.serverHellos.some(({ hello }) => hello.isRetry),
    offeredSuites: named(clientHello?.suites ?? [], suiteName),
    offeredVersions: offeredVersions(clientHello),
    offeredGroups: named(clientHello?.groups ?? [], groupName),
    suite: state.suite === undefined ? undefined : { value: state.suite, name: suiteName(state.suite) },
    keyExchange: keyExchangeOf(state),
    group: state.group === undefined ? undefined : { value: state.group, name: groupName(state.group) },
    keyExchangeSeen: state.keyExchange,
    serverName: clientHello?.serverName,
    offeredAlpn: clientHello?.alpn ?? [],
    alpn: state.alpn,
    application: applicationProtocol(state),
    serverCertificate: shown(false),
    clientCertificate: shown(true),
    resumption: resumptionOf(state.version, clientHello, serverHello),
    handshakes: state.handshakes,
    changeCipherSpecs: state.changes,
    alerts: state.alerts,
    fromClient: direction(state, state.sideOf('client')),
    fromServer: direction(state, state.sideOf('server')),
  };
}

function named(values: readonly number[], name: (value: number) => string): Named[] {
  return values.filter((value) => !isGrease(value)).map((value) => ({ value, name: name(value) }));
}

function groupName(group: number): string {
  return GROUPS[group] ?? `group ${group}`;
}

function offeredVersions(hello: ClientHello | undefined): number[] {
  if (!hello) return [];
  return hello.versions.length > 0 ? hello.versions.filter((value) => !isGrease(value)) : [hello.version];
}

function keyExchangeOf(state: TlsState): string | undefined {
  if (!isTls13(state.version)) return suiteKeyExchange(state.suite ?? 0);
  const isFinite = state.group !== undefined && state.group >= 256 && state.group < 512;
  const ephemeral = state.group === undefined ? undefined : isFinite ? 'DHE' : 'ECDHE';
  if (!state.serverHello?.takesKey) return ephemeral;
  return state.serverHello.group === undefined ? 'PSK' : `PSK with ${ephemeral}`;
}

function resumptionOf(
  version: number | undefined,
  client: ClientHello | undefined,
  server: ServerHello | undefined,
): TlsSession['resumption'] {
  if (!client || !server) return undefined;
  if (isTls13(version)) return server.takesKey ? 'pre-shared key' : undefined;
  const { sessionId } = client;
  const isEchoed =
    sessionId.length > 0 &&
    sessionId.length === server.sessionId.length &&
    sessionId.every((byte, i) => byte === server.sessionId[i]);
  if (!isEchoed) return undefined;
  return (client.ticketLength ?? 0) > 0 ? 'ticket' : 'session id';
}

function direction(state: TlsState, side: Side): TlsDirection {
  return {
    encryptedFrom: side.encryptedFrom,
    applicationData: { ...side.applicationData },
    encrypted: side.sealed,
    decrypted: side.opened,
    note: side.opened < side.sealed ? whyClosed(state, side) : undefined,
  };
}
