/** Misconceptions about where the requests go: another port, another address, another kind of socket. */
import type { CallRecord } from '@wireside/trace';
import { callName, lastWords, splitEndpoint } from '@wireside/trace';
import { argumentsOf } from '../../../common/diagnoses/starting.ts';
import { endText } from '../../../common/end-text.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import type { UdpFacts } from '../facts.ts';
import { targetOf } from '../facts.ts';

/** What a run-time library says where a name has no address of the family that is asked for (man 3 gai_strerror). */
const NO_ADDRESS =
  /gaierror|getaddrinfo|Address family for hostname|Name or service not known|No address associated|ENOTFOUND|ENODATA|EAI_|UnknownHost|NoSuchElement|NullPointer|IndexError|IndexOutOfBounds/;

/** The first call that sends a datagram to another place than the server. */
function strayOf({ calls, endpoints }: UdpFacts): { call: CallRecord; target: string } | undefined {
  for (const call of calls) {
    const target = targetOf(call);
    if (target !== undefined && !Object.values(endpoints).includes(target)) return { call, target };
  }
  return undefined;
}

/** Datagrams went to a host of the network, but to another port than the server's. */
export function findPortHardCoded(facts: UdpFacts): Finding | undefined {
  const stray = facts.requests.length > 0 ? undefined : strayOf(facts);
  if (stray === undefined) return undefined;
  const { address, port } = splitEndpoint(stray.target);
  const places = Object.values(facts.endpoints).map(splitEndpoint);
  const [server] = places;
  if (server === undefined || port === server.port || !places.some((one) => one.address === address))
    return undefined;
  if (argumentsOf(facts).includes(String(port))) return undefined;
  return {
    text:
      `${callName(stray.call)} sent its datagram to port ${port}, but the server was at port ${server.port}, as the command line said. ` +
      `Take the port from the arguments; do not write it into the program.`,
    evidence: [{ call: stray.call.n }],
  };
}

/** Datagrams went to an address that is not the server's. */
export function findAddressHardCoded(facts: UdpFacts): Finding | undefined {
  const stray = facts.requests.length > 0 ? undefined : strayOf(facts);
  if (stray === undefined) return undefined;
  const { address } = splitEndpoint(stray.target);
  const places = Object.values(facts.endpoints);
  if (places.some((one) => splitEndpoint(one).address === address)) return undefined;
  return {
    text:
      `${callName(stray.call)} sent its datagram to ${stray.target}, but the server was at ${places.join(' and ')}. ` +
      `The program was started as: ${facts.model.program.command.join(' ')}. Look up the addresses of the first argument; do not write one into the program.`,
    evidence: [{ call: stray.call.n }],
  };
}

/** The program connected over TCP, where datagrams were asked for. */
export function findTcpSocket(facts: UdpFacts): Finding | undefined {
  if (facts.requests.length > 0) return undefined;
  const attempt = facts.calls.find(
    ({ kind, socket }) => kind === 'connect' && socket?.protocol.startsWith('TCP') === true,
  );
  if (attempt === undefined) return undefined;
  return {
    text: `${callName(attempt)} opens a TCP connection, but the server is reached over UDP. Create the socket with SOCK_DGRAM; it needs no connection.`,
    evidence: [{ call: attempt.n }],
  };
}

/** The name has addresses of one family only, and the program ended because the other one is missing. */
export function findFamilyMissing(
  facts: UdpFacts,
  failed: Failed<'request' | 'repeats'>,
): Finding | undefined {
  const { families, end, requests, errors } = facts;
  const [family] = families;
  if (!failed.has('request') && !failed.has('repeats')) return undefined;
  if (families.length !== 1 || (end.reason !== 'exited' && end.reason !== 'signal')) return undefined;
  // It ended at the lookup: before its first request, or after it had found the family that exists.
  if (requests.length > 1) return undefined;
  const said = lastWords(errors);
  const text = said?.message ?? new TextDecoder().decode(errors.subarray(-MAX_ERRORS));
  if (end.reason === 'exited' && !NO_ADDRESS.test(text)) return undefined;
  const missing = family === 'IPv4' ? 'IPv6' : 'IPv4';
  const words = said === undefined ? '' : `; its last words are "${said.message}"${placeOf(said.place)}`;
  const exit = facts.calls.findLast(({ kind }) => kind === 'exit');
  return {
    text:
      `The server's name has an address of ${family} only, and the program ${endText(end)} because it found none of ${missing}${words}. ` +
      `A lookup of a family that a name does not have fails: catch that, and send on the family that there is.`,
    evidence: exit === undefined ? [] : [{ call: exit.n }],
  };
}

/** Bytes at the end of standard error that are searched. */
const MAX_ERRORS = 4096;

const placeOf = (place: string | undefined): string => (place === undefined ? '' : ` (${place})`);
