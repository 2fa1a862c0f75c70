/** ECONNREFUSED on a UDP socket, and the datagram that it is about. */
import type { Rule } from '../../finding.ts';
import type { RunView } from '../../run-view.ts';
import { callName } from '../../words.ts';

/** A call on a connected UDP socket reported the ICMP error about an earlier datagram. */
export const datagramRefused: Rule = {
  id: 'datagram-refused',
  severity: 'wrong',
  title: 'A datagram that no program received, reported by a later call',
  silent:
    'The error cannot be joined to one datagram. If the program ended with status 0 and got a datagram afterwards, it is only a note.',
  source: 'man 7 udp, "Error handling"; RFC 1122, 4.1.3.3; RFC 792',
  example:
    'recvfrom() (call 9) failed with ECONNREFUSED. It reports an earlier datagram: that of sendto() (call 8, packet 3) to 10.0.0.1:5000, ' +
    'which the host answered with ICMP port unreachable (packet 4), because no program has that port. Start the receiver first, and check the port.',
  over: ['udp-unreachable'],
  find: (run) => {
    const told = new Set<string>();
    const isReal = run.model.run.network === 'real';
    return run.model.datagrams.flatMap(({ refused, icmpError, packet, destination, send, from }) => {
      const call = refused === undefined ? undefined : run.model.call(refused);
      if (call === undefined || icmpError === undefined || from.actor === undefined) return [];
      const program = run.programs.find(({ name }) => name === from.actor);
      const key = `${from.actor} ${destination}`;
      if (program === undefined || told.has(key) || call.at > program.endedByUsAt) return [];
      told.add(key);
      // The program tried again and got its answer, or went another way.
      const isCopedWith =
        program.end?.reason === 'exited' &&
        program.end.code === 0 &&
        isAnsweredLater(run, from.actor, packet);
      const sender = send?.lane === 'calls' ? run.model.call(send.n) : undefined;
      const how =
        sender === undefined ? `packet ${packet}` : `${sender.name}() (call ${sender.n}, packet ${packet})`;
      return [
        {
          ...(isCopedWith ? { severity: 'note' as const } : {}),
          actor: from.actor,
          text:
            `${callName(call)} failed with ECONNREFUSED. It reports an earlier datagram: that of ${how} to ${destination}, ` +
            `which the host answered with ICMP port unreachable (packet ${icmpError}), because no program has that port${isReal ? ', or a filter refuses it' : ''}.`,
          change: 'Start the receiver first, and check the port.',
          evidence: [
            { call: call.n },
            ...(sender === undefined ? [] : [{ call: sender.n }]),
            { packet },
            { packet: icmpError },
          ],
        },
      ];
    });
  },
};

/** Whether a program received a datagram after a packet. */
const isAnsweredLater = (run: RunView, actor: string, packet: number): boolean =>
  run.model.datagrams.some(
    (one) => one.packet > packet && one.to.some((to) => to.actor === actor && to.receive !== undefined),
  );
