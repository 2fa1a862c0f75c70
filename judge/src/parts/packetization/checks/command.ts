/** Does the program send the command, exactly and only once? */
import { quote } from '@wireside/trace';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import type { PacketizationFacts } from '../facts.ts';

/** The bytes that the program sent are the command, on one connection. */
export const command: Check<PacketizationFacts, 'connects'> = {
  needs: ['connects'],
  title: (asked) => `sends ${quote(asked.case.command)} exactly, and only once`,
  ask: (facts) => {
    const sent = new TextDecoder('latin1').decode(facts.sent);
    const others = facts.connections.filter(
      (connection) =>
        connection !== facts.main && connection.remote === facts.server && connection.outgoing.carried > 0,
    );
    const packets = facts.main?.outgoing.packets.filter(({ retransmission }) => !retransmission) ?? [];
    const evidence = packets.slice(0, 3).map(({ packet }) => ({ packet }));
    const expected = `${quote(facts.case.command)} on one connection`;
    if (others.length > 0) {
      const got = `the program sent bytes on ${others.length + 1} connections`;
      return outcome(false, expected, got, evidence);
    }
    const got = sent === '' ? 'nothing' : quote(facts.sent);
    return outcome(sent === facts.case.command, expected, got, evidence);
  },
};
