/** Does the program close the connection after its last message? */
import { seconds } from '@wireside/trace';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import type { Caller, TlsFacts } from '../facts.ts';

/** The first client that gave up waiting for the end. */
export const leftOpen = ({ clients }: TlsFacts): Caller | undefined =>
  clients.find(({ answered, gaveUp }) => answered !== undefined && gaveUp !== undefined);

/** The server's end of each connection comes before the client gives up. In older years the client did not wait for it. */
export const closes: Check<TlsFacts, 'answers'> = {
  needs: ['answers'],
  isAdvice: true,
  title: () => 'closes the connection after the last message',
  ask: (facts) => {
    const expected = 'the end of the connection (FIN) after the last message';
    const open = leftOpen(facts);
    if (open === undefined) {
      const [first] = facts.clients;
      return outcome(true, expected, 'closed', first?.closed === undefined ? [] : [{ peer: first.closed.n }]);
    }
    const { gaveUp, answered, name } = open;
    return outcome(
      false,
      expected,
      gaveUp!.event === 'refuse'
        ? `${name} gave up: ${gaveUp!.note ?? 'the answer has no end'}`
        : `${name} gave up ${seconds(gaveUp!.at - answered!.at)} after the first message: the connection was still open`,
      [{ peer: gaveUp!.n }],
    );
  },
};
