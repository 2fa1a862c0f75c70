/** Does the server wait for clients at its port? */
import { splitEndpoint } from '@wireside/trace';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { ChatServerFacts } from '../facts.ts';

/** Clients reach the server: it listens at the port of the command line, on the address of its host. */
export const listens: Check<ChatServerFacts, never> = {
  needs: [],
  title: () => 'listens on its port, and accepts clients',
  ask: ({ calls, port, guests, end, stoppedAt }) => {
    const expected = `connections accepted on port ${port}`;
    const [first] = guests.flatMap(({ accepted }) => (accepted === undefined ? [] : [accepted]));
    if (first !== undefined)
      return outcome(true, expected, `the first from ${first.args ?? 'a client'}`, [{ call: first.n }]);
    const listen = calls.find(({ kind, ret }) => kind === 'listen' && ret === 0);
    const ended = end.at < stoppedAt ? `; it ${endText(end)}` : '';
    if (listen === undefined) return outcome(false, expected, `listen() was not called${ended}`);
    const at = splitEndpoint(listen.socket?.local ?? '');
    const got =
      guests.length === 0
        ? `it listens on ${at.address}, port ${at.port}, and no client could connect`
        : 'no connection was accepted';
    return outcome(false, expected, `${got}${ended}`, [{ call: listen.n }]);
  },
};
