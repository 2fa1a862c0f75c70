/** Misconceptions about where a sender's datagrams go. */
import { callName, splitEndpoint } from '@wireside/trace';
import { endpointText } from '@wireside/wire';
import { argumentsOf } from '../../../common/diagnoses/starting.ts';
import { howTold } from '../../../common/group.ts';
import { generalReason } from '../../../common/general.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import type { SenderFacts } from '../facts.ts';

type Sends = Failed<'sends'>;

/** The program made a TCP connection, or tried to. */
export function findTcpSocket(facts: SenderFacts, failed: Sends): Finding | undefined {
  const attempt = facts.calls.find(
    ({ kind, socket }) => kind === 'connect' && socket?.protocol.startsWith('TCP') === true,
  );
  if (!failed.has('sends') || attempt === undefined || facts.datagrams.length > 0) return undefined;
  return {
    text:
      `${callName(attempt)} is to open a TCP connection to ${attempt.args ?? '?'}${attempt.error === undefined ? '' : `, and failed with ${attempt.error}`}: a connection has two ends, and a group has many. ` +
      `Create the socket with SOCK_DGRAM, and send datagrams.`,
    evidence: [{ call: attempt.n }],
  };
}

/** The datagrams go to the group, at another port. */
export function findPortHardCoded(facts: SenderFacts, failed: Sends): Finding | undefined {
  const [first] = facts.datagrams;
  if (!failed.has('sends') || first === undefined) return undefined;
  const { address, port } = splitEndpoint(first.datagram.destination);
  if (address !== facts.group.address || argumentsOf(facts).includes(String(port))) return undefined;
  const { said, change } = howTold(facts, 'port');
  return {
    text: `The program sent its datagram to port ${port} of the group (packet ${first.datagram.packet}), but everyone in the group listens at port ${facts.group.port}${said}. ${change}`,
    evidence: [{ packet: first.datagram.packet }],
  };
}

/** The datagrams go to another address than the group's. */
export function findGroupHardCoded(facts: SenderFacts, failed: Sends): Finding | undefined {
  const [first] = facts.datagrams;
  if (!failed.has('sends') || first === undefined) return undefined;
  const { address } = splitEndpoint(first.datagram.destination);
  if (address === facts.group.address || argumentsOf(facts).includes(address)) return undefined;
  const { said, change } = howTold(facts, 'group');
  return {
    text: `The program sent its datagram to ${first.datagram.destination} (packet ${first.datagram.packet}), but the group is ${endpointText(facts.group)}${said}. ${change}`,
    evidence: [{ packet: first.datagram.packet }],
  };
}

/** The datagrams left by an interface on which no one else is: as the rule about all programs says it. */
export function findSentElsewhere({ model }: SenderFacts, failed: Sends): Finding | undefined {
  return failed.has('sends') ? generalReason(model, 'multicast-sent-elsewhere') : undefined;
}
