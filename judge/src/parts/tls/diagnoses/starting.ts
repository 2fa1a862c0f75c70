/** Misconceptions that show before a client comes: the files, the socket that listens, its port and its address. */
import { callName, lastLines, splitEndpoint } from '@wireside/trace';
import { argumentsOf, findEndedBefore } from '../../../common/diagnoses/starting.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import type { TlsFacts } from '../facts.ts';
import { callsSeen, fileNames, howItEnded, lastError } from '../words.ts';

type Starts = Failed<'listens' | 'handshake'>;

/** What a program is to do first. */
export const FIRST = 'it listened';

/** Lines at the end of standard error in which a TLS library may say what it could not read. */
const LAST_LINES = 6;
/** What OpenSSL says of a file that is not what it should be, or of a key that does not fit. */
const FILE_ERROR = /PEM lib|PEM routines|no start line|key values mismatch/i;

/** The function of Python that was removed. */
export function findWrapSocketGone(facts: TlsFacts): Finding | undefined {
  if (!/has no attribute 'wrap_socket'/.test(lastError(facts))) return undefined;
  return {
    text:
      `The program ${howItEnded(facts)}. ssl.wrap_socket() was removed in Python 3.12. ` +
      `Make a context: context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); load certificate and key with context.load_cert_chain(certificate, key); ` +
      `and call context.wrap_socket(socket, server_side=True).`,
    evidence: callsSeen(facts.calls.findLast(({ kind }) => kind === 'exit')),
  };
}

/** The TLS library could not use the files. */
export function findCertificateAndKey(facts: TlsFacts, failed: Starts): Finding | undefined {
  if (!failed.has('listens') || facts.isInterrupted || facts.listeners.length > 0) return undefined;
  const said = `${lastError(facts)}\n${lastLines(facts.errors, LAST_LINES)}`;
  if (!FILE_ERROR.test(said)) return undefined;
  const { certificate, key } = fileNames(facts);
  const wanted = /Expecting: ([A-Z ]+)/.exec(said)?.[1];
  const why = wanted === undefined ? '' : ` (it looked for ${wanted} in a file that has none)`;
  return {
    text:
      `The TLS library could not use the files that it was given as certificate and key${why}, and the program ${howItEnded(facts)}. ` +
      `On the command line, ${certificate} is the certificate and ${key} the key. Hand over both, each in its place: in Python, load_cert_chain(certificate, key).`,
    evidence: callsSeen(facts.calls.findLast(({ kind }) => kind === 'exit')),
  };
}

/** It listens at another port. */
export function findPortHardCoded(facts: TlsFacts, failed: Starts): Finding | undefined {
  const [listener] = facts.listeners;
  if (!failed.has('listens') || listener === undefined) return undefined;
  const { port } = splitEndpoint(listener.endpoint);
  if (port === facts.port || argumentsOf(facts).includes(String(port))) return undefined;
  const isTold = argumentsOf(facts).includes(String(facts.port));
  const call = listener.call === undefined ? undefined : facts.model.call(listener.call);
  return {
    text:
      `The program listens at port ${port}${call === undefined ? '' : ` by ${callName(call)}`}, but the clients come to port ${facts.port}` +
      (isTold
        ? ', as the command line said. Take the port from the arguments; do not write it into the program.'
        : ', as the handout says.'),
    evidence: callsSeen(call),
  };
}

/** It listens at the port, but not where clients of IPv4 on the same host come. */
export function findWrongAddress(facts: TlsFacts, failed: Starts): Finding | undefined {
  const found = facts.listeners.find(({ endpoint }) => splitEndpoint(endpoint).port === facts.port);
  if (!failed.has('listens') || found === undefined) return undefined;
  const call = found.call === undefined ? undefined : facts.model.call(found.call);
  return {
    text:
      `The program listens at ${found.endpoint}${call === undefined ? '' : ` by ${callName(call)}`}${found.isV6Only ? ', for IPv6 only' : ''}, but the clients come to 127.0.0.1:${facts.port}. ` +
      `Make an IPv4 socket, and bind it to 127.0.0.1 or to all addresses.`,
    evidence: callsSeen(call),
  };
}

/** It ended by itself without an error. */
export function findEndedBeforeListening(facts: TlsFacts): Finding | undefined {
  return facts.listeners.length === 0 && !facts.isInterrupted ? findEndedBefore(facts, FIRST) : undefined;
}

/** It used the listening socket as if a client were there. */
export function findUsedBeforeAccept(facts: TlsFacts, failed: Starts): Finding | undefined {
  if (!failed.has('handshake')) return undefined;
  const listening = facts.sockets.filter(({ calls }) =>
    calls.some(({ kind, ret }) => kind === 'listen' && ret === 0),
  );
  const call = listening
    .flatMap(({ calls }) => calls)
    .find(
      ({ kind, error, size }) =>
        (kind === 'receive' || kind === 'send') &&
        (error === 'ENOTCONN' || error === 'EPIPE') &&
        // Python tries one byte when a socket is wrapped.
        size !== 1,
    );
  if (call === undefined) return undefined;
  return {
    text:
      `${callName(call)} on the listening socket failed with ${call.error}: a listening socket has no other end. ` +
      `Call accept() first; it returns a socket for each client, and that is the one to receive from.`,
    evidence: callsSeen(call),
  };
}

/** It called listen() or accept() on the socket of a client. */
export function findListensAgain(facts: TlsFacts): Finding | undefined {
  const call = facts.sockets
    .filter(({ accepted }) => accepted !== undefined)
    .flatMap(({ calls, accepted }) => calls.filter((one) => one !== accepted))
    .find(({ kind, error }) => (kind === 'listen' || kind === 'accept') && error !== undefined);
  if (call === undefined) return undefined;
  return {
    text:
      `${callName(call)} failed with ${call.error}, because its socket is the one that accept() had returned: it is connected to a client already. ` +
      `Receive and send on it; call listen() and accept() on the listening socket only.`,
    evidence: callsSeen(call),
  };
}
