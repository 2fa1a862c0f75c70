/** The facts of a TLS connection as its explanation needs them: names instead of numbers, packets, sides of the stream. */
import type { Capture } from '../core/capture.ts';
import { otherSide } from '../conversations/opening.ts';
import type { Side } from '../conversations/opening.ts';
import { timeText } from '../protocols/text.ts';
import {
  ALERTS,
  ALERT_LEVELS,
  GROUPS,
  HANDSHAKE,
  VERSIONS,
  isGrease,
  isTls13,
} from '../protocols/tls/names.ts';
import { tlsSession } from '../protocols/tls/session.ts';
import type { ShownCertificates, TlsDirection, TlsSession } from '../protocols/tls/session.ts';
import { suiteName } from '../protocols/tls/suites.ts';

/** A certificate that one end showed. */
export interface CertificateFact {
  readonly packet: number;
  readonly isClients: boolean;
  readonly subject: string;
  readonly issuer: string;
  /** Days such as `2026-01-31`. */
  readonly notBefore: string | undefined;
  readonly notAfter: string | undefined;
  /** `2048-bit RSA`, `id-ecPublicKey`. */
  readonly key: string;
  /** Certificates in the chain, this one included. */
  readonly chain: number;
  readonly isSelfSigned: boolean;
}

/** What is known about a TLS connection; packets are numbers counted from 1. */
export interface TlsFacts {
  /** Which side of the stream is TLS's client. */
  readonly client: Side;
  /** Packets that complete handshake messages in plaintext, and those that were decrypted. */
  readonly readable: number[];
  readonly decryptedHandshake: number[];
  readonly clientHellos: {
    packet: number;
    versions: string[];
    suites: string[];
    serverName: string | undefined;
    applicationProtocols: readonly string[];
    keyShares: string[];
    offersResumption: boolean;
  }[];
  readonly serverHellos: {
    packet: number;
    version: string;
    suite: string;
    group: string | undefined;
    /** It asks for another Client Hello (RFC 8446 section 4.1.4). */
    isRetry: boolean;
  }[];
  readonly isTls13: boolean;
  readonly applicationProtocol: string | undefined;
  readonly resumption: string | undefined;
  /** `ECDHE_RSA`, `RSA`, `PSK with ECDHE`. */
  readonly keyExchange: string | undefined;
  readonly group: string | undefined;
  /** Packets of the key exchange beyond the hellos. */
  readonly keyPackets: number[];
  readonly certificates: CertificateFact[];
  /** By side of the stream: the first packet with encrypted content, and whether it was decrypted. */
  readonly encrypted: Partial<Record<Side, { from: number; note: string | undefined }>>;
  readonly isDecrypted: boolean;
  readonly alerts: { packet: number; from: Side; text: string }[];
}

/** The facts, or undefined if the stream carries no TLS. */
export function tlsFacts(capture: Capture, stream: number): TlsFacts | undefined {
  const session = tlsSession(capture, stream);
  if (!session) return undefined;
  const client: Side = session.isClientClient ? 'client' : 'server';
  const encrypted: TlsFacts['encrypted'] = {};
  const note = (side: Side, { encryptedFrom, note: why }: TlsDirection): void => {
    if (encryptedFrom) encrypted[side] = { from: encryptedFrom.packet, note: why };
  };
  note(client, session.fromClient);
  note(otherSide(client), session.fromServer);
  return {
    client,
    readable: packetsOf(session, false),
    decryptedHandshake: packetsOf(session, true),
    ...hellos(session),
    isTls13: isTls13(session.version),
    applicationProtocol: session.alpn,
    resumption: session.resumption,
    keyExchange: session.keyExchange,
    group: session.group?.name,
    keyPackets: [
      session.keyExchangeSeen?.packet,
      session.handshakes.find(({ type }) => type === HANDSHAKE.clientKeyExchange)?.packet,
    ].filter((packet) => packet !== undefined),
    certificates: [
      ...certificate(session.serverCertificate, false),
      ...certificate(session.clientCertificate, true),
    ],
    encrypted,
    isDecrypted: session.fromClient.decrypted + session.fromServer.decrypted > 0,
    alerts: session.alerts.map(({ packet, fromClient, level, description }) => ({
      packet,
      from: fromClient ? 'client' : 'server',
      text:
        level === undefined || description === undefined
          ? 'encrypted, so its kind is not known'
          : `${ALERT_LEVELS[level] ?? `level ${level}`}: ${ALERTS[description] ?? `number ${description}`}`,
    })),
  };
}

function hellos(session: TlsSession): Pick<TlsFacts, 'clientHellos' | 'serverHellos'> {
  return {
    clientHellos: session.clientHellos.map(({ packet, hello }) => ({
      packet,
      versions: (hello.versions.length > 0 ? hello.versions : [hello.version])
        .filter((one) => !isGrease(one))
        .map(versionName),
      suites: hello.suites.filter((one) => !isGrease(one) && !SIGNALS.has(one)).map(suiteName),
      serverName: hello.serverName,
      applicationProtocols: hello.alpn,
      keyShares: hello.keyShares.filter((one) => !isGrease(one)).map(groupName),
      offersResumption: hello.offersKey || (hello.ticketLength ?? 0) > 0,
    })),
    serverHellos: session.serverHellos.map(({ packet, hello }) => ({
      packet,
      version: versionName(hello.selectedVersion ?? hello.version),
      suite: suiteName(hello.suite),
      group: hello.group === undefined ? undefined : groupName(hello.group),
      isRetry: hello.isRetry,
    })),
  };
}

/** Numbers in the list of suites that are signals, not suites (RFC 5746, RFC 7507). */
const SIGNALS = new Set([0x00ff, 0x5600]);

function versionName(version: number): string {
  return VERSIONS[version] ?? `version ${version}`;
}

function groupName(group: number): string {
  return GROUPS[group] ?? `group ${group}`;
}

function packetsOf(session: TlsSession, isDecrypted: boolean): number[] {
  const packets = session.handshakes
    .filter(({ decrypted }) => decrypted === isDecrypted)
    .map(({ packet }) => packet);
  return [...new Set(packets)];
}

function certificate(shown: ShownCertificates | undefined, isClients: boolean): CertificateFact[] {
  const own = shown?.chain[0];
  if (!shown || !own) return [];
  const { algorithm, bits, curve } = own.publicKey;
  return [
    {
      packet: shown.packet,
      isClients,
      subject: shortName(own.subjectText) || own.dnsNames[0] || 'an unnamed subject',
      issuer: shortName(own.issuerText) || 'an unnamed issuer',
      notBefore: day(own.notBefore),
      notAfter: day(own.notAfter),
      key: algorithm === 'rsaEncryption' ? `${bits ?? '?'}-bit RSA` : (curve ?? algorithm),
      chain: shown.chain.length,
      isSelfSigned: own.isSelfSigned,
    },
  ];
}

/** Attributes as people abbreviate them (RFC 4514 section 3). */
const SHORT: Readonly<Record<string, string>> = {
  commonName: 'CN',
  organizationName: 'O',
  organizationalUnitName: 'OU',
  countryName: 'C',
  localityName: 'L',
  stateOrProvinceName: 'ST',
};

/** `CN=lab, O=School`. */
function shortName(text: string): string {
  return text.replaceAll(/(^|,)id-at-(\w+)=/g, (_, comma: string, name: string) => {
    return `${comma === '' ? '' : ', '}${SHORT[name] ?? name}=`;
  });
}

function day(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : timeText({ seconds, nanos: 0 }).slice(0, 10);
}
