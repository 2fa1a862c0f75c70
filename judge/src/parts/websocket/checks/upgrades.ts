/** Does the program open a WebSocket at the server? */
import { quote } from '@wireside/trace';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { lastAttempt } from '../../../common/calls.ts';
import type { WebsocketFacts } from '../facts.ts';

/** The first line of a request or an answer is not longer. Bytes. */
const MAX_FIRST = 80;

/** The server answered the request of the program with 101. */
export const upgrades: Check<WebsocketFacts, never> = {
  needs: [],
  title: () => 'opens a WebSocket at the server',
  ask: (facts) => {
    const { upgrade, main, server = 'the server', sent, received } = facts;
    const expected = `a WebSocket at ${server}: the answer 101 Switching Protocols`;
    if (upgrade !== undefined) {
      const got = `the answer 101 is in packet ${upgrade.packet}`;
      return outcome(true, expected, got, [{ packet: upgrade.packet }]);
    }
    if (main === undefined) {
      const attempt = lastAttempt(facts);
      if (attempt === undefined) return outcome(false, expected, 'connect() was not called');
      const got = `connect() to ${attempt.args ?? '?'}: ${attempt.error ?? 'no answer'}`;
      return outcome(false, expected, got, [{ call: attempt.n }]);
    }
    const [first] = main.outgoing.packets;
    const got =
      first === undefined
        ? 'a TCP connection, on which the program sent nothing'
        : `the program sent ${quote(firstLine(sent))}; the server answered ${received.length === 0 ? 'nothing' : quote(firstLine(received))}`;
    return outcome(false, expected, got, first === undefined ? [] : [{ packet: first.packet }]);
  },
};

/** The beginning of what was sent, to the end of its first line. */
function firstLine(bytes: Uint8Array): Uint8Array {
  const end = bytes.findIndex((byte) => byte === 10 || byte === 13);
  return bytes.subarray(0, Math.min(end < 0 ? bytes.length : end, MAX_FIRST));
}
