/** connect() where no program listens: who refused it, and who listens nearby. */
import { hostsByAddress, isLoopback } from '../../../hosts.ts';
import { splitEndpoint } from '../../../endpoint.ts';
import type { Attempt } from '../../attempts.ts';
import { attemptsOf, isRefused } from '../../attempts.ts';
import type { FoundInRun, Rule } from '../../finding.ts';
import type { Listener } from '../../listeners.ts';
import { listenersOf, listensAt } from '../../listeners.ts';
import type { ProgramView, RunView } from '../../run-view.ts';
import { callName, seconds } from '../../words.ts';

/** What is told of one refusal: why, and what to change. */
interface Reason {
  readonly why: string;
  readonly change: string;
  readonly calls?: readonly number[];
}

/** Other refusals that are pointed at. */
const MAX_OTHERS = 8;

/** connect() was refused, and no other attempt to the same port came through. */
export const connectionRefused: Rule = {
  id: 'connection-refused',
  severity: 'wrong',
  title: 'A connection that was refused',
  silent: 'A later attempt to the same port was accepted, as where a program tries all addresses of a name.',
  source: 'man 2 connect, ECONNREFUSED; RFC 9293, 3.10.7.1',
  example:
    'connect() (call 18) to [::1]:5002 was refused (packet 2): no program listens at this address. echo listens at 127.0.0.1:5002, ' +
    'which is the other IP family. Try all addresses that getaddrinfo() returns, one after the other, or connect to 127.0.0.1.',
  over: ['refused'],
  find: (run) => run.programs.flatMap((program) => refusals(run, program)),
};

function refusals(run: RunView, program: ProgramView): FoundInRun[] {
  const attempts = attemptsOf(program).filter(({ call }) => call.at < program.endedByUsAt);
  const byPort = new Map<number, Attempt[]>();
  for (const attempt of attempts)
    byPort.set(attempt.port, [...(byPort.get(attempt.port) ?? []).slice(-16), attempt]);
  return [...byPort.values()].flatMap((tried) => {
    if (tried.some(({ isEstablished }) => isEstablished)) return [];
    const refused = tried.filter(isRefused);
    const [first] = refused;
    if (first === undefined) return [];
    const { why, change, calls = [] } = reasonOf(run, tried, first);
    const others = refused.map(({ target }) => target);
    const also = new Set(others.filter((target) => target !== first.target));
    const { call, target, refusal, socket } = first;
    return [
      {
        actor: program.name,
        ...(socket.connection === undefined ? {} : { stream: socket.connection.connection.stream }),
        text: `${callName(call)} to ${target} was refused${refusal === undefined ? '' : ` (packet ${refusal})`}${also.size === 0 ? '' : `, and so was ${[...also].join(', ')}`}: ${why}`,
        change,
        evidence: [
          { call: call.n },
          ...(refusal === undefined ? [] : [{ packet: refusal }]),
          ...calls.map((n) => ({ call: n })),
          ...refused
            .slice(1, 1 + MAX_OTHERS)
            .flatMap((one) => (one.refusal === undefined ? [] : [{ packet: one.refusal }])),
        ],
      },
    ];
  });
}

const isAny = (address: string): boolean => address === '::' || address === '0.0.0.0';

/** Why nobody listened there. Which of several listening sockets is meant is decided by what they share with the target. */
function reasonOf(run: RunView, tried: readonly Attempt[], { call, target, port }: Attempt): Reason {
  const all = listenersOf(run);
  const hostOf = hostsByAddress(run.model.run);
  const host = hostOf(target);
  const there = all.filter((one) => one.host === host);
  if (host === undefined && isLoopback(target) && there.length === 0) {
    return {
      why: `no program listens on port ${port} of the host on which the program itself runs.`,
      change:
        'That is what 127.0.0.1 and ::1 stand for: take the address of the server from the command line.',
    };
  }
  if (host === undefined && run.model.run.network !== 'real') {
    return {
      why: 'no host of this network has this address, so the network refused it.',
      change: 'Check the address: it may be written into the program, or be that of another place.',
    };
  }
  const late = there.find((one) => listensAt(one, target) && (one.at ?? 0) > call.at);
  if (late !== undefined) {
    return {
      why: `${late.actor} called listen() only ${seconds(late.at! - call.at)} later (call ${late.call}).`,
      change: `Start ${late.actor} first, or try again when connect() is refused.`,
      calls: [late.call!],
    };
  }
  const closed = there.find((one) => listensAt(one, target) && one.until < call.at);
  if (closed !== undefined) {
    return {
      why: `${closed.actor} had stopped listening there ${seconds(call.at - closed.until)} before.`,
      change: 'A server keeps its listening socket open for as long as it serves.',
      ...(closed.call === undefined ? {} : { calls: [closed.call] }),
    };
  }
  const isTried = (one: Listener): boolean => tried.some((each) => listensAt(one, each.target));
  const samePort = there.find((one) => splitEndpoint(one.endpoint).port === port && !isTried(one));
  if (samePort !== undefined) {
    const { address } = splitEndpoint(samePort.endpoint);
    const isOther = address.includes(':') !== splitEndpoint(target).address.includes(':');
    return {
      why: `no program listens at this address. ${samePort.actor} listens at ${samePort.endpoint}${isOther ? ', which is the other IP family' : ' only'}.`,
      change: isOther
        ? `Try all addresses that getaddrinfo() returns, one after the other, or connect ${isAny(address) ? `over ${address === '::' ? 'IPv6' : 'IPv4'}` : `to ${address}`}.`
        : `Connect to ${address}, or let the server listen at all addresses (0.0.0.0 or ::).`,
      ...(samePort.call === undefined ? {} : { calls: [samePort.call] }),
    };
  }
  const [other] = there;
  if (other !== undefined && there.every((one) => one.endpoint === other.endpoint)) {
    return {
      why: `no program listens on port ${port} of ${host}. ${other.actor} listens on port ${splitEndpoint(other.endpoint).port} there.`,
      change: 'Check the port number.',
      ...(other.call === undefined ? {} : { calls: [other.call] }),
    };
  }
  return {
    why: `no program listens on port ${port}${host === undefined ? ' there' : ` of ${host}`}.`,
    change: 'Start the server first, and check the address and the port.',
  };
}
