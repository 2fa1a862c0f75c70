/** Does the program wait for the command? */
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import type { Caller, TlsFacts } from '../facts.ts';

/** The first client that had an answer, or the end, before it had sent the command. */
export const answeredEarly = ({ clients }: TlsFacts): Caller | undefined =>
  clients.find(({ connected, sent, answered, closed }) => {
    const first = answered ?? closed;
    return connected !== undefined && first !== undefined && (sent === undefined || first.n < sent.n);
  });

/** Nothing comes before the command was sent. */
export const waits: Check<TlsFacts, 'handshake'> = {
  needs: ['handshake'],
  isAdvice: true,
  title: () => 'waits for the command before it answers',
  ask: (facts) => {
    const expected = 'nothing from the server before the command';
    const early = answeredEarly(facts);
    if (early === undefined) return outcome(true, expected, 'nothing');
    const { answered, closed, name } = early;
    const record = answered ?? closed!;
    const got = answered === undefined ? 'the end of the connection' : `${answered.length ?? 0} bytes`;
    return outcome(false, expected, `${got}, before ${name} had sent the command`, [{ peer: record.n }]);
  },
};
