/** Does the program send the command, exactly, and once? */
import { quote } from '../facts/text.ts';
import { type Check, outcome } from './check.ts';

export const command: Check = {
  id: 'command',
  needs: ['connects'],
  title: (facts) => `sends ${quote(facts.case.command)} exactly and once`,
  ask: (facts) => {
    const sent = new TextDecoder('latin1').decode(facts.sent);
    const others = facts.connections.filter(
      (connection) =>
        connection !== facts.main && connection.remote === facts.server && connection.toPeer.carried > 0,
    );
    const packets = facts.main?.toPeer.packets.filter(({ retransmission }) => !retransmission) ?? [];
    const evidence = packets.slice(0, 3).map(({ packet }) => ({ packet }));
    const expected = `${quote(facts.case.command)} on one connection`;
    if (others.length > 0)
      return outcome(false, expected, `sent on ${others.length + 1} connections`, evidence);
    return outcome(
      sent === facts.case.command,
      expected,
      sent === '' ? 'nothing' : quote(facts.sent),
      evidence,
    );
  },
};
