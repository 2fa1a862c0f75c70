/** The end that gave up TLS, and why. */
import { endpointText } from '../../streams/tcp-streams.ts';
import { otherSide } from '../../conversations/opening.ts';
import type { Side } from '../../conversations/opening.ts';
import { ALERTS, isTls13 } from '../../protocols/tls/names.ts';
import { tlsSession } from '../../protocols/tls/session.ts';
import type { TlsSession } from '../../protocols/tls/session.ts';
import type { CaptureRule } from '../finding.ts';
import { AFTER_FAILED_HANDSHAKE, beginningsOf, isClientHello, isTls } from '../begins.ts';
import { livesOf } from '../streams.ts';

/** Alerts that are no failure (RFC 8446, 6.1). */
const CLOSURES: ReadonlySet<number> = new Set([0, 90, 100]);

/** What an alert means for the one who gets it, and what to change. */
interface Meaning {
  readonly why: string;
  readonly change: string | undefined;
}

/** Level of an alert that ends the connection; TLS 1.3 ignores levels. */
const FATAL = 2;
/** Before the Server Hello, it means that nothing is supported by both; later, it can mean much. */
const HANDSHAKE_FAILURE = 40;
const UNKNOWN: Meaning = { why: '', change: undefined };

const REFUSED_CERTIFICATE =
  'Ask the program that refused it: its own error message names what is wrong with the certificate.';
const MEANINGS: Readonly<Record<number, Meaning>> = {
  40: {
    why: 'it found nothing that both support',
    change: 'Compare the versions and cipher suites of both Hellos.',
  },
  42: { why: 'it refuses the certificate', change: REFUSED_CERTIFICATE },
  44: { why: 'the certificate was revoked', change: 'Get a new certificate.' },
  45: {
    why: 'the certificate is not valid at this time',
    change: 'Compare its dates with the clock, and make a new certificate.',
  },
  46: { why: 'it refuses the certificate', change: REFUSED_CERTIFICATE },
  48: {
    why: 'it does not trust the authority that signed the certificate',
    change:
      'Give it the certificate of that authority; for a self-signed certificate, that certificate itself.',
  },
  51: {
    why: 'a signature or a check value did not fit',
    change: 'Check that the private key belongs to the certificate.',
  },
  70: { why: 'it does not support the version', change: 'Let both ends support TLS 1.2 or 1.3.' },
  112: {
    why: 'it has no certificate for the server name that was asked for',
    change: 'Check the name that the client gives (SNI).',
  },
  116: { why: 'it wants a certificate of the client', change: 'Give the client a certificate and its key.' },
  120: {
    why: 'it speaks none of the application protocols that were offered',
    change: 'Compare the protocols that both ends offer (ALPN).',
  },
};

/** A fatal alert that could be read. */
export const tlsAlert: CaptureRule = {
  id: 'tls-alert',
  severity: 'wrong',
  title: 'TLS that one end gave up',
  silent: 'The alert only closes the connection, or is encrypted and there are no secrets.',
  source: 'RFC 8446, 6; RFC 5246, 7.2',
  example:
    'The client 10.0.0.2:33984 gave up TLS with the alert "Unknown CA" (packet 9): it does not trust the authority that signed the certificate of the server, CN=server.lab, signed by itself (packet 7). ' +
    'Give it the certificate of that authority; for a self-signed certificate, that certificate itself.',
  over: AFTER_FAILED_HANDSHAKE,
  find: (capture) =>
    livesOf(capture).flatMap((life) => {
      const [first, answer] = beginningsOf(capture, life.stream);
      if (first === undefined || !isClientHello(first.bytes)) return [];
      // Then the server does not speak TLS, which is another fault.
      if (answer === undefined || !isTls(answer.bytes) || isClientHello(answer.bytes)) return [];
      const session = tlsSession(capture, life.stream);
      const alert = session?.alerts.find(
        ({ description, level }) =>
          description !== undefined &&
          !CLOSURES.has(description) &&
          (level === FATAL || isTls13(session.version ?? 0)),
      );
      if (session === undefined || alert?.description === undefined) return [];
      const from: Side = alert.fromClient ? 'client' : 'server';
      const name = ALERTS[alert.description] ?? `number ${alert.description}`;
      const isEarly = session.serverHellos.length === 0;
      const { why, change } =
        alert.description === HANDSHAKE_FAILURE && !isEarly
          ? UNKNOWN
          : (MEANINGS[alert.description] ?? UNKNOWN);
      const shown = alert.fromClient ? session.serverCertificate : session.clientCertificate;
      const isAboutCertificate = alert.description >= 42 && alert.description <= 48;
      const about =
        isAboutCertificate && shown !== undefined
          ? ` of the ${otherSide(from)}, ${certificateText(shown)}`
          : '';
      return [
        {
          stream: life.stream,
          packets: [alert.packet, ...(about === '' ? [] : [shown!.packet])],
          text: `The ${from} ${endpointText(life[from])} gave up TLS with the alert "${name}" (packet ${alert.packet})${why === '' ? '' : `: ${why}${about}`}.`,
          ...(change === undefined ? {} : { change }),
        },
      ];
    }),
};

function certificateText({ chain: [own], packet }: NonNullable<TlsSession['serverCertificate']>): string {
  const name = own === undefined ? '' : short(own.subjectText) || own.dnsNames[0] || 'without a name';
  const signer =
    own === undefined ? '' : own.isSelfSigned ? ', signed by itself' : `, signed by ${short(own.issuerText)}`;
  return `${name}${signer} (packet ${packet})`;
}

/** The common name of a distinguished name, as people write it. */
function short(text: string): string {
  const found = /(?:^|,)id-at-commonName=([^,]*)/.exec(text);
  return found === null ? text.slice(0, 60) : `CN=${found[1]!.slice(0, 60)}`;
}
