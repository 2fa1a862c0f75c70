/** Does the program listen where the clients look for it? */
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { TlsFacts } from '../facts.ts';

/** The program has a listening TCP socket that a client reaches at 127.0.0.1 and the port. */
export const listens: Check<TlsFacts, never> = {
  needs: [],
  title: () => 'listens on localhost, IPv4, at its port',
  ask: ({ listener, listeners, port, end, isInterrupted }) => {
    const expected = `a listening TCP socket that is reached at 127.0.0.1:${port}`;
    const evidence = [listener ?? listeners[0]].flatMap((one) =>
      one?.call === undefined ? [] : [{ call: one.call }],
    );
    if (listener !== undefined) return outcome(true, expected, `a socket at ${listener.endpoint}`, evidence);
    const where = listeners.map(({ endpoint }) => endpoint).slice(0, 3);
    const got = where.length === 0 ? 'no listening socket' : `listening at ${where.join(' and ')}`;
    return outcome(false, expected, isInterrupted ? got : `${got}; the program ${endText(end)}`, evidence);
  },
};
