/** Does the program join the group, and listen at its port? */
import { callName } from '@wireside/trace';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { ReceiverFacts } from '../facts.ts';

/** A UDP socket is bound to the port, and has joined the group on an interface of the network. */
export const joins: Check<ReceiverFacts, never> = {
  needs: [],
  title: () => 'joins the group, and listens at its port',
  ask: ({ member, sockets, group, end, isInterrupted }) => {
    const expected = `a UDP socket at port ${group.port} that has joined ${group.address}`;
    if (member !== undefined) {
      const joined = member.memberships.find((one) => one.group === group.address)!;
      const got = `${callName(joined.call)} joined ${group.address} on ${joined.interface}`;
      return outcome(true, expected, got, [{ call: member.bound.call.n }, { call: joined.call.n }]);
    }
    const [socket] = sockets;
    if (socket === undefined) {
      const ended = isInterrupted ? '' : `; it ${endText(end)}`;
      return outcome(false, expected, `no UDP socket was bound${ended}`);
    }
    const { bound, memberships } = socket;
    const joined = memberships.map((one) => `${one.group} on ${one.interface}`);
    const where = `${bound.address}:${bound.port}`;
    const got = `a socket bound to ${where} that has joined ${joined.length === 0 ? 'no group' : joined.slice(0, 3).join(' and ')}`;
    const calls = [bound.call, ...memberships.slice(0, 3).map(({ call }) => call)];
    return outcome(
      false,
      expected,
      got,
      calls.map(({ n }) => ({ call: n })),
    );
  },
};
