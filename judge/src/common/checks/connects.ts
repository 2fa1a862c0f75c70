/** Does the program connect to the server over IPv4? */
import type { Check } from '../../check.ts';
import { outcome } from '../../check.ts';
import { lastAttempt } from '../calls.ts';
import type { ClientFacts } from '../facts.ts';

/** The program has a TCP connection to the server. */
export const connects: Check<ClientFacts, never> = {
  needs: [],
  title: () => 'connects to the server over IPv4',
  ask: (facts) => {
    const expected = `a TCP connection to ${facts.server ?? 'the server'}`;
    if (facts.main !== undefined) {
      const [first] = facts.main.calls;
      const evidence = first === undefined ? [] : [{ call: first }];
      return outcome(true, expected, `connected from ${facts.main.local}`, evidence);
    }
    const attempt = lastAttempt(facts);
    if (attempt === undefined) return outcome(false, expected, 'connect() was not called');
    return outcome(false, expected, `connect() to ${attempt.args ?? '?'}: ${attempt.error ?? 'no answer'}`, [
      { call: attempt.n },
    ]);
  },
};
