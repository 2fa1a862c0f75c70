/** Does the program connect to the server, over IPv4? */
import type { CallRecord } from '@wireside/trace';
import type { Facts } from '../facts/facts.ts';
import { type Check, outcome } from './check.ts';

export const connects: Check = {
  id: 'connects',
  needs: [],
  title: () => 'connects to the server over IPv4',
  ask: (facts) => {
    const expected = `a TCP connection to ${facts.server}`;
    if (facts.main !== null) {
      const [syn] = facts.main.calls;
      return outcome(
        true,
        expected,
        `connected from ${facts.main.local}`,
        syn === undefined ? [] : [{ call: syn }],
      );
    }
    const attempt = lastAttempt(facts);
    if (attempt === undefined) return outcome(false, expected, 'no call of connect()');
    return outcome(false, expected, `connect() to ${attempt.args ?? '?'}: ${attempt.error ?? 'no answer'}`, [
      { call: attempt.n },
    ]);
  },
};

/** The last connect() over TCP. */
export function lastAttempt(facts: Facts): CallRecord | undefined {
  return facts.trace.calls.findLast(
    (call) => call.kind === 'connect' && call.socket?.protocol.startsWith('TCP') === true,
  );
}
