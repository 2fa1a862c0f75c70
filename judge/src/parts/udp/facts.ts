/** What a run of the part udp is judged by: the requests, the acknowledgments, and when the program read one. */
import type { CallRecord, Datagram, Model } from '@wireside/trace';
import { normalEndpoint, splitEndpoint } from '@wireside/trace';
import { endpointText } from '@wireside/wire';
import type { Edition, PartCase } from '../../case.ts';
import type { ProgramFacts } from '../../common/facts.ts';
import { gatherProgramFacts, sceneEnd, serverOf } from '../../common/facts.ts';
import { payloadOf } from '../../common/payload.ts';

/** An IP family by its name in the handout. */
export type Family = 'IPv4' | 'IPv6';

/** What the server understands. */
export const REQUEST = 'RESET:20';
/** What it answers; both forms are correct. */
const ACKNOWLEDGMENT = /^OFFSET([=:])(\d+)$/;
/** Port of the name server (RFC 1035, 4.2.1), whose datagrams say nothing about the program. */
const NAME_SERVER_PORT = 53;

/** A datagram that the program sent. */
export interface Sending {
  readonly datagram: Datagram;
  readonly family: Family;
  readonly bytes: Uint8Array;
}

/** An acknowledgment that reached the program's host. */
export interface Acknowledgment {
  readonly datagram: Datagram;
  /** The whole text, such as `OFFSET:7`, the character after OFFSET, and the number. */
  readonly text: string;
  readonly separator: string;
  readonly number: string;
  /** The call that read it, and when that call returned, µs since the epoch; absent if the program never read it. */
  readonly read?: { readonly call: number; readonly at: number };
}

/** Facts about a run of the part udp. */
export interface UdpFacts extends ProgramFacts {
  /** The server's endpoints: one for each family that its name has. */
  readonly endpoints: Readonly<Partial<Record<Family, string>>>;
  /** Whether the scene ended the program, by Ctrl-C: it had not ended by itself. */
  readonly isEndedByScene: boolean;
  /** The families that its name has. */
  readonly families: readonly Family[];
  /** All datagrams of the program, but not those to a name server. */
  readonly datagrams: readonly Sending[];
  /** Those of them that went to the server. */
  readonly requests: readonly Sending[];
  /** Calls that send to the server and report the refusal of an earlier datagram instead (man 7 udp). */
  readonly refusedSends: readonly { readonly call: CallRecord; readonly family: Family }[];
  /** All acknowledgments that reached the program's host. */
  readonly acknowledgments: readonly Acknowledgment[];
  /** The first of them that the program read. */
  readonly acknowledged?: Acknowledgment & { readonly read: { readonly call: number; readonly at: number } };
}

/** Gathers the facts about a run. */
export function gatherFacts(model: Model, partCase: PartCase, edition: Edition): UdpFacts {
  const facts = gatherProgramFacts(model, partCase, edition);
  const endpoints = endpointsOf(model);
  const places = Object.values(endpoints);
  const { name, host } = model.program;
  const own = model.datagrams.filter(({ from }) => (from.actor ?? name) === name && from.host === host);
  const datagrams = own
    .filter(({ destination }) => splitEndpoint(destination).port !== NAME_SERVER_PORT)
    .map((datagram) => ({
      datagram,
      family: familyOf(datagram.destination),
      bytes: payloadOf(model, datagram),
    }));
  const acknowledgments = model.datagrams
    .filter(({ source, to }) => places.includes(source) && to[0]?.host === host)
    .flatMap((datagram) => acknowledgmentOf(model, datagram));
  const acknowledged = acknowledgments
    .filter((one): one is NonNullable<UdpFacts['acknowledged']> => one.read !== undefined)
    .toSorted((a, b) => a.read.at - b.read.at)[0];
  return {
    ...facts,
    endpoints,
    families: Object.keys(endpoints) as Family[],
    datagrams,
    requests: datagrams.filter(({ datagram }) => places.includes(datagram.destination)),
    refusedSends: facts.calls.flatMap((call) => {
      const target = targetOf(call);
      return call.error === 'ECONNREFUSED' && target !== undefined && places.includes(target)
        ? [{ call, family: familyOf(target) }]
        : [];
    }),
    acknowledgments,
    isEndedByScene: sceneEnd(model) <= facts.end.at,
    ...(acknowledged === undefined ? {} : { acknowledged }),
  };
}

/** Where a call sends a datagram to, as the wire shows it (`address:port`); undefined for any other call. */
export function targetOf({ kind, socket, args }: CallRecord): string | undefined {
  if (kind !== 'send' || socket?.protocol.startsWith('UDP') !== true) return undefined;
  const target = socket.remote ?? /^(?:[\d.]+|\[[\da-f:.]+\]):\d+/.exec(args ?? '')?.[0];
  if (target === undefined || splitEndpoint(target).port === NAME_SERVER_PORT) return undefined;
  return normalEndpoint(target);
}

/** The family of an endpoint. */
export const familyOf = (endpoint: string): Family => (endpoint.startsWith('[') ? 'IPv6' : 'IPv4');

function endpointsOf(model: Model): Partial<Record<Family, string>> {
  const server = serverOf(model);
  const host = model.run.hosts.find(({ name }) => name === server?.host);
  if (server?.port === undefined || host === undefined) return {};
  const { port } = server;
  return {
    ...(host.ipv4 === undefined ? {} : { IPv4: endpointText({ address: host.ipv4, port }) }),
    ...(host.ipv6 === undefined ? {} : { IPv6: endpointText({ address: host.ipv6, port }) }),
  };
}

function acknowledgmentOf(model: Model, datagram: Datagram): Acknowledgment[] {
  const text = new TextDecoder('latin1').decode(payloadOf(model, datagram));
  const [, separator, number] = ACKNOWLEDGMENT.exec(text) ?? [];
  if (separator === undefined || number === undefined) return [];
  const receive = datagram.to[0]?.receive;
  const read = receive?.lane === 'calls' ? { read: { call: receive.n, at: receive.at } } : {};
  return [{ datagram, text, separator, number, ...read }];
}
