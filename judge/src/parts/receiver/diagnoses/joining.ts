/** Misconceptions about the socket of a receiver: its port, its address, its group, and the interface of the join. */
import type { CallRecord } from '@wireside/trace';
import { callName } from '@wireside/trace';
import { argumentsOf } from '../../../common/diagnoses/starting.ts';
import { howTold } from '../../../common/group.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import type { ReceiverFacts } from '../facts.ts';
import { isAny, isBoundTo, isOnLoopback } from '../facts.ts';

type Joins = Failed<'joins'>;

/** A group and where it is joined, as the record of a setsockopt() has them. */
const JOIN = /(?:IP_ADD_MEMBERSHIP|IPV6_ADD_MEMBERSHIP|IPV6_JOIN_GROUP|MCAST_JOIN_GROUP)\b/;

/** bind() failed because another receiver has the port, and the program did not agree to share it. */
export function findAddressInUse(facts: ReceiverFacts, failed: Joins): Finding | undefined {
  const bind = facts.calls.find(({ kind, error }) => kind === 'bind' && error === 'EADDRINUSE');
  if (!failed.has('joins') || bind === undefined || facts.sockets.length > 0) return undefined;
  const shares = facts.calls.some(
    ({ kind, args, ret, n, fd }) =>
      kind === 'option' &&
      ret === 0 &&
      n < bind.n &&
      fd === bind.fd &&
      /SO_REUSEADDR, \[?[1-9]/.test(args ?? ''),
  );
  if (shares) return undefined;
  return {
    text:
      `${callName(bind)} to ${bind.args ?? '?'} failed with EADDRINUSE: another receiver on this host is bound to the port of the group. ` +
      `Receivers can share it, each with its own copy of every datagram, if all of them agree: set SO_REUSEADDR on the socket before bind().`,
    evidence: [{ call: bind.n }],
  };
}

/** The program made a TCP socket, and no UDP socket. */
export function findTcpSocket(facts: ReceiverFacts, failed: Joins): Finding | undefined {
  if (!failed.has('joins') || facts.calls.some(({ socket }) => socket?.protocol.startsWith('UDP') === true))
    return undefined;
  const first = facts.calls.find(
    ({ kind, socket }) =>
      (kind === 'bind' || kind === 'connect' || kind === 'listen') &&
      socket?.protocol.startsWith('TCP') === true,
  );
  if (first === undefined) return undefined;
  return {
    text: `${callName(first)} uses a TCP socket, but what is sent to a group is datagrams: TCP connects two ends, and a group has many. Create the socket with SOCK_DGRAM.`,
    evidence: [{ call: first.n }],
  };
}

/** The socket is bound to another port than that of the group. */
export function findPortHardCoded(facts: ReceiverFacts, failed: Joins): Finding | undefined {
  const [socket, ...others] = facts.sockets;
  const { port } = facts.group;
  if (!failed.has('joins') || socket === undefined || others.some(({ bound }) => bound.port === port))
    return undefined;
  const { bound } = socket;
  if (bound.port === port || bound.port === 0 || argumentsOf(facts).includes(String(bound.port)))
    return undefined;
  const { said, change } = howTold(facts, 'port');
  return {
    text: `${callName(bound.call)} bound the socket to port ${bound.port}, but all datagrams of the group go to port ${port}${said}. ${change}`,
    evidence: [{ call: bound.call.n }],
  };
}

/** The program joined another group. */
export function findGroupHardCoded(facts: ReceiverFacts, failed: Joins): Finding | undefined {
  const { address } = facts.group;
  if (!failed.has('joins') || joinsOf(facts).some((call) => call.args?.includes(address) === true))
    return undefined;
  const joined = facts.sockets.flatMap(({ memberships }) => memberships)[0];
  if (joined === undefined || argumentsOf(facts).includes(joined.group)) return undefined;
  const { said, change } = howTold(facts, 'group');
  return {
    text: `${callName(joined.call)} joined the group ${joined.group}, but the messages are sent to ${address}${said}. ${change}`,
    evidence: [{ call: joined.call.n }],
  };
}

/** The program joined the group with a socket that has no port of its own choice. */
export function findNotBound(facts: ReceiverFacts, failed: Joins): Finding | undefined {
  const bound = facts.sockets.filter((one) => one.bound.port !== 0);
  const [joined] = joinsOf(facts).filter(({ ret }) => ret === 0);
  if (!failed.has('joins') || bound.length > 0 || joined === undefined) return undefined;
  const tried = facts.calls.find(({ kind, error }) => kind === 'bind' && error !== undefined);
  if (tried !== undefined) return undefined;
  return {
    text:
      `${callName(joined)} joined the group, but the socket was never bound to port ${facts.group.port}: the kernel gives a datagram to the sockets at its destination port. ` +
      `Call bind() with the port of the group.`,
    evidence: [{ call: joined.n }],
  };
}

/** The socket is bound to an address of its host, to which datagrams for a group are not sent. */
export function findHostAddress(facts: ReceiverFacts, failed: Joins): Finding | undefined {
  const { address, port } = facts.group;
  const socket = facts.sockets.find(({ bound }) => bound.port === port);
  if (
    !failed.has('joins') ||
    socket === undefined ||
    facts.sockets.some((one) => isBoundTo(one, facts.group))
  )
    return undefined;
  const { bound } = socket;
  const [missed] = facts.messages;
  const seen = missed === undefined ? '' : `, such as the one in packet ${missed.datagram.packet},`;
  if (isAny(bound.address)) return undefined;
  return {
    text:
      `${callName(bound.call)} bound the socket to ${bound.address}, and the datagrams of the group${seen} go to ${address}: a socket gets only what is sent to its own address. ` +
      `Bind to all addresses ("" in Python, INADDR_ANY in C) or to the group.`,
    evidence: [{ call: bound.call.n }, ...(missed === undefined ? [] : [{ packet: missed.datagram.packet }])],
  };
}

/** The kernel refused the join. */
export function findJoinFailed(facts: ReceiverFacts, failed: Joins): Finding | undefined {
  const all = joinsOf(facts);
  const refused = all.find(({ error }) => error !== undefined);
  if (!failed.has('joins') || refused === undefined || all.some(({ ret }) => ret === 0)) return undefined;
  return {
    text:
      `${callName(refused)}, which was to join the group, failed with ${refused.error}: ${refused.args ?? '?'}. ` +
      `The membership is the group's address, and then the address of an interface of this host: 0.0.0.0 lets the kernel choose it (ip(7), IP_ADD_MEMBERSHIP).`,
    evidence: [{ call: refused.n }],
  };
}

/** The socket is bound as it should be, and the program never joined a group. */
export function findNotJoined(facts: ReceiverFacts, failed: Joins): Finding | undefined {
  const socket = facts.sockets.find((one) => isBoundTo(one, facts.group));
  if (!failed.has('joins') || socket === undefined || joinsOf(facts).length > 0) return undefined;
  const { address } = facts.group;
  const [first] = facts.messages;
  const got = socket.received > 0;
  const what =
    first === undefined
      ? ''
      : got
        ? ` It received datagrams of the group only because another program on its host has joined it: alone, it would get none.`
        : ` So its kernel kept nothing of what crossed the network, such as packet ${first.datagram.packet}.`;
  return {
    text:
      `${callName(socket.bound.call)} bound the socket to ${socket.bound.address}:${socket.bound.port}, but the program never joined the group ${address}.${what} ` +
      `Join it with setsockopt(): IP_ADD_MEMBERSHIP, the group and the interface.`,
    evidence: [
      { call: socket.bound.call.n },
      ...(first === undefined ? [] : [{ packet: first.datagram.packet }]),
    ],
  };
}

/** The program joined the group on an interface where nothing of it comes in. */
export function findWrongInterface(facts: ReceiverFacts, failed: Joins): Finding | undefined {
  const { address } = facts.group;
  const joined = facts.sockets
    .filter((one) => isBoundTo(one, facts.group))
    .flatMap(({ memberships }) => memberships)
    .find((one) => one.group === address && isOnLoopback(one.interface));
  if (!failed.has('joins') || joined === undefined) return undefined;
  const [first] = facts.messages;
  const seen = first === undefined ? '' : ` (the first in packet ${first.datagram.packet})`;
  return {
    text:
      `${callName(joined.call)} joined the group ${address} on the interface with ${joined.interface}, which leads nowhere but to this host; its datagrams come in from the network${seen}. ` +
      `Join on 0.0.0.0 (INADDR_ANY): then the kernel takes the interface of the route to the group.`,
    evidence: [{ call: joined.call.n }, ...(first === undefined ? [] : [{ packet: first.datagram.packet }])],
  };
}

/** All calls that join a group, or try to. */
const joinsOf = ({ calls }: ReceiverFacts): CallRecord[] =>
  calls.filter(({ kind, args }) => kind === 'option' && JOIN.test(args ?? ''));
