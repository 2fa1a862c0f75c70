/** Datagrams to a group that go out of an interface on which no one else is. */
import { splitEndpoint } from '../../../endpoint.ts';
import type { Rule } from '../../finding.ts';
import { datagramSocketsOf, isGroup } from '../../multicast.ts';
import { callName } from '../../words.ts';

const INTERFACE = /IP_MULTICAST_IF, (127\.[\d.]+)/;

/** The program chose its loopback interface for a group whose receivers are on other hosts. */
export const multicastSentElsewhere: Rule = {
  id: 'multicast-sent-elsewhere',
  severity: 'wrong',
  title: 'Datagrams to a group that leave through the wrong interface',
  silent: 'A program on the same host joined the group, or the datagrams were seen on the network.',
  source: 'man 7 ip, IP_MULTICAST_IF',
  example:
    'sendto() (call 10) sent a datagram to the group 224.1.1.1:10505, and it never was on the network: setsockopt() (call 9) had chosen the loopback interface (127.0.0.1) for it. ' +
    'Choose the interface of the network, or leave IP_MULTICAST_IF out: then the route to the group decides.',
  find: (run) => {
    const { model } = run;
    if (model.run.network !== 'wire') return [];
    return run.programs.flatMap((program) =>
      program.sockets.flatMap(({ calls, isUdp }) => {
        const option = calls.find(
          ({ kind, ret, args }) => kind === 'option' && ret === 0 && INTERFACE.test(args ?? ''),
        );
        if (!isUdp || option === undefined) return [];
        const send = calls.find(
          ({ kind, n, ret = -1, args, socket }) =>
            kind === 'send' &&
            n > option.n &&
            ret >= 0 &&
            isGroup(splitEndpoint(socket?.remote ?? args ?? '').address),
        );
        const target = send?.socket?.remote ?? send?.args;
        if (send === undefined || target === undefined) return [];
        const { address: group } = splitEndpoint(target);
        const isNear = run.programs.some(
          (other) =>
            other.actor.host === program.actor.host &&
            datagramSocketsOf(other).some(({ memberships }) =>
              memberships.some((one) => one.group === group),
            ),
        );
        const isSeen = model.datagrams.some(
          ({ destination, send: by }) => destination === target && by?.n === send.n,
        );
        if (isNear || isSeen) return [];
        const chosen = INTERFACE.exec(option.args ?? '')![1]!;
        return [
          {
            actor: program.name,
            text:
              `${callName(send)} sent a datagram to the group ${target}, and it never was on the network: ` +
              `${callName(option)} had chosen the loopback interface (${chosen}) for it.`,
            change:
              'Choose the interface of the network, or leave IP_MULTICAST_IF out: then the route to the group decides.',
            evidence: [{ call: send.n }, { call: option.n }],
          },
        ];
      }),
    );
  },
};
