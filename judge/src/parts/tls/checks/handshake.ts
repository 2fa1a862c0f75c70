/** Does the handshake succeed, with a certificate that the client can verify? */
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import type { Caller, TlsFacts } from '../facts.ts';

/** The first client whose handshake did not succeed. */
export const withoutHandshake = ({ clients }: TlsFacts): Caller | undefined =>
  clients.find(({ connected }) => connected === undefined);

/** Every client that speaks TLS completed its handshake, and verified the certificate. */
export const handshake: Check<TlsFacts, 'listens'> = {
  needs: ['listens'],
  title: () => 'completes the handshake of TLS 1.2 or 1.3, with the certificate that it was given',
  ask: (facts) => {
    const expected = 'a handshake, and a certificate that the trusted authority has signed, for each client';
    const failed = withoutHandshake(facts);
    if (failed === undefined) {
      const [first] = facts.clients;
      const evidence = first?.connected === undefined ? [] : [{ peer: first.connected.n }];
      const got = facts.clients.map(({ name, connected }) => `${name}: ${connected?.note ?? ''}`).join('; ');
      return outcome(true, expected, got, evidence);
    }
    const { name, said, startedAt, calls } = failed;
    const [call] = calls;
    return outcome(
      false,
      expected,
      `${name}: ${said ?? (startedAt === undefined ? 'never started' : 'no handshake')}`,
      call === undefined ? [] : [{ call: call.n }],
    );
  },
};
