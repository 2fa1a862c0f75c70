/** Misconceptions about TLS: the side, the certificate, the version, what wrapping does. */
import { callName, quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Failed, Finding } from '../../../diagnosis.ts';
import { unencrypted } from '../checks/encrypted.ts';
import { withoutHandshake } from '../checks/handshake.ts';
import type { Caller, TlsFacts } from '../facts.ts';
import { callsSeen, fileNames, filledReceives, hasCrashed, howItEnded, lastError } from '../words.ts';

type Handshake = Failed<'handshake' | 'answers' | 'encrypted'>;

/** Types of the records of TLS (RFC 8446, 5.1), and of the first message of a client (4). */
const RECORD_TYPES = { first: 20, last: 23 };
const ALERT = 21;
const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
/** Alerts (RFC 8446, 6.2). */
const HANDSHAKE_FAILURE = 40;
const PROTOCOL_VERSION = 70;
/** What Python says of a context for the other side. */
const WRONG_CONTEXT =
  /Cannot create a (?:client|server) socket with a PROTOCOL_TLS_(?:SERVER|CLIENT) context|check_hostname requires server_hostname/;
/** What Python says of a version that is too old. */
const OLD_VERSION = /ssl\.PROTOCOL_(?:SSLv\w+|TLSv1(?:_1)?) is deprecated/;
/** Bytes before the content of a record; in an alert, the level is the first, the description the second. */
const HEADER = 5;

/** The first client without a handshake to which the program has sent something, with that. */
function answered(facts: TlsFacts): { readonly client: Caller; readonly bytes: Uint8Array } | undefined {
  const client = withoutHandshake(facts);
  const bytes = client?.connection?.outgoing.bytes;
  return client === undefined || bytes === undefined || bytes.length === 0 ? undefined : { client, bytes };
}

const packetsOf = ({ connection }: Caller): Finding['evidence'] => {
  const packet = connection?.outgoing.packets[0]?.packet;
  return packet === undefined ? [] : [{ packet }];
};

/** The alert with which the program ended a handshake, before its Server Hello. */
function alertIn(facts: TlsFacts, failed: Handshake): { client: Caller; alert: number } | undefined {
  const found = failed.has('handshake') ? answered(facts) : undefined;
  if (found === undefined || found.bytes[0] !== ALERT || found.bytes[1] !== 3) return undefined;
  return { client: found.client, alert: found.bytes[HEADER + 1] ?? 0 };
}

/** Both ends play the client of TLS, or the context is one for clients. */
export function findWrongSide(facts: TlsFacts, failed: Handshake): Finding | undefined {
  if (!failed.has('handshake')) return undefined;
  const change =
    'In Python, use ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), and wrap_socket(socket, server_side=True).';
  if (WRONG_CONTEXT.test(lastError(facts)))
    return {
      text: `The program ${howItEnded(facts)}. The side that accepts connections is the server of TLS, and needs a context for servers. ${change}`,
      evidence: callsSeen(facts.calls.findLast(({ kind }) => kind === 'exit')),
    };
  const found = answered(facts);
  if (found?.bytes[0] !== HANDSHAKE || found.bytes[HEADER] !== CLIENT_HELLO) return undefined;
  const [evidence] = packetsOf(found.client);
  const where = evidence !== undefined && 'packet' in evidence ? ` (packet ${evidence.packet})` : '';
  return {
    text: `The program sent a Client Hello${where}, as ${found.client.name} did: both ends play the client of TLS, and neither answers. The side that accepts connections is the server of TLS. ${change}`,
    evidence: packetsOf(found.client),
  };
}

/** The program has no certificate to show. */
export function findNoCertificate(facts: TlsFacts, failed: Handshake): Finding | undefined {
  const found = alertIn(facts, failed);
  if (found?.alert !== HANDSHAKE_FAILURE) return undefined;
  const { certificate, key } = fileNames(facts);
  return {
    text:
      `The program refused all cipher suites that ${found.client.name} offered (alert "handshake failure"). A TLS library does that where it has no certificate to show, or where the program allows other cipher suites only. ` +
      `Load ${certificate} and ${key} into the same context that wraps the socket (in Python, load_cert_chain()).`,
    evidence: packetsOf(found.client),
  };
}

/** The program speaks old versions only. */
export function findOldVersion(facts: TlsFacts, failed: Handshake): Finding | undefined {
  const found = alertIn(facts, failed);
  const warning = OLD_VERSION.exec(new TextDecoder().decode(facts.errors))?.[0];
  if (found === undefined || (found.alert !== PROTOCOL_VERSION && warning === undefined)) return undefined;
  const why = found.alert === PROTOCOL_VERSION ? ' (alert "protocol version")' : '';
  const said = warning === undefined ? '' : `, as Python's warning says: ${warning}`;
  return {
    text:
      `${found.client.name} offered TLS 1.2 and TLS 1.3, and the program refused both${why}: it accepts older versions only${said}. ` +
      `TLS 1.0 and 1.1 are no longer safe, and no one should use them (RFC 8996). In Python, ssl.PROTOCOL_TLS_SERVER accepts what is safe; do not limit the version.`,
    evidence: packetsOf(found.client),
  };
}

/** The certificate is not the one of the command line. */
export function findOtherCertificate(facts: TlsFacts, failed: Handshake): Finding | undefined {
  const client = failed.has('handshake') ? withoutHandshake(facts) : undefined;
  if (client?.said?.includes('cannot be trusted') !== true) return undefined;
  const { certificate } = fileNames(facts);
  return {
    text:
      `${client.name} could not verify the certificate of the program: the authority that it trusts has not signed it, but it has signed ${certificate}. ` +
      `Load the certificate and the key from the files on the command line.`,
    evidence: packetsOf(client),
  };
}

/** The program answers the Client Hello, but not in TLS. */
export function findWithoutTls(facts: TlsFacts, failed: Handshake): Finding | undefined {
  const found = failed.has('handshake') ? answered(facts) : undefined;
  const type = found?.bytes[0];
  if (found === undefined || type === undefined) return undefined;
  if (type >= RECORD_TYPES.first && type <= RECORD_TYPES.last) return undefined;
  return {
    text:
      `The program answered the Client Hello of ${found.client.name} with ${quote(found.bytes)}, which is not TLS. ` +
      `Wrap the listening socket or the connection for TLS, and use the socket that the wrapping returns, not the one that was wrapped.`,
    evidence: packetsOf(found.client),
  };
}

/** The program listens, and never called accept(). */
export function findNeverAccepts(facts: TlsFacts, failed: Handshake): Finding | undefined {
  const { listener, isInterrupted, calls } = facts;
  const client = failed.has('handshake') ? withoutHandshake(facts) : undefined;
  if (client === undefined || listener?.call === undefined || !isInterrupted) return undefined;
  if (calls.some(({ kind }) => kind === 'accept')) return undefined;
  return {
    text:
      `The program listens (${callName(facts.model.call(listener.call)!)}), but never called accept(): the kernel completed the connection of ${client.name} on its own, and no one answered its Client Hello. ` +
      `Call accept() in a loop.`,
    evidence: [{ call: listener.call }],
  };
}

/** The program took the Client Hello, and sent nothing. */
export function findNoHandshake(facts: TlsFacts, failed: Handshake): Finding | undefined {
  const client = failed.has('handshake') ? withoutHandshake(facts) : undefined;
  const [hello] = client === undefined ? [] : filledReceives(client);
  if (
    client === undefined ||
    hello === undefined ||
    client.connection!.outgoing.carried > 0 ||
    hasCrashed(facts)
  )
    return undefined;
  return {
    text:
      `${callName(hello)} returned ${countText(hello.ret ?? 0, 'byte')} of the Client Hello of ${client.name}, and the program sent nothing back, so there was no handshake. ` +
      `Wrap the listening socket or the connection for TLS, and use the socket that the wrapping returns: it makes the handshake, and decrypts what you receive.`,
    evidence: callsSeen(hello),
  };
}

/** What was wrapped is used, and not what the wrapping returned. */
export function findWrapDropped(facts: TlsFacts, failed: Handshake): Finding | undefined {
  if (!failed.has('handshake') && !failed.has('answers')) return undefined;
  if (!/\[Errno 9\]/.test(lastError(facts)) || facts.clients.some((one) => one.answered !== undefined))
    return undefined;
  return {
    text:
      `The program ${howItEnded(facts)}. In Python, wrap_socket() takes the descriptor away from the socket that it is given: only the socket that it returns can be used. ` +
      `Keep that one, as in connection = context.wrap_socket(connection, server_side=True).`,
    evidence: callsSeen(facts.calls.findLast(({ kind }) => kind === 'exit')),
  };
}

/** The program also serves clients that do not speak TLS. */
export function findAnswersWithoutTls(facts: TlsFacts, failed: Handshake): Finding | undefined {
  const found = failed.has('encrypted') ? unencrypted(facts) : undefined;
  if (found === undefined) return undefined;
  const { caller, packet, bytes } = found;
  return {
    text:
      `The program sent ${quote(bytes)} to ${caller}, which does not speak TLS${packet === undefined ? '' : ` (packet ${packet})`}: everyone on the way can read that. ` +
      `Send only through the TLS socket; a client whose handshake fails gets nothing.`,
    evidence: packet === undefined ? [] : [{ packet }],
  };
}
