/** Does the program keep its messages from a client that does not speak TLS? */
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { indexOfBytes } from '../../../common/bytes.ts';
import type { TlsFacts } from '../facts.ts';

/** What no one may read on the wire. */
const SECRET = new TextEncoder().encode('PMU data');

/** The connection on which a message went over the wire unencrypted, with the packet. */
export function unencrypted({
  callers,
}: TlsFacts): { readonly caller: string; readonly packet?: number; readonly bytes: Uint8Array } | undefined {
  for (const { name, connection } of callers) {
    const bytes = connection?.outgoing.bytes;
    if (bytes === undefined || indexOfBytes(bytes, SECRET) < 0) continue;
    const packet = connection!.outgoing.packets[0]?.packet;
    return { caller: name, bytes, ...(packet === undefined ? {} : { packet }) };
  }
  return undefined;
}

/** No message is on the wire as it is. */
export const encrypted: Check<TlsFacts, 'listens'> = {
  needs: ['listens'],
  title: () => 'sends no message to a client that does not speak TLS',
  ask: (facts) => {
    const found = unencrypted(facts);
    const expected = 'no message on the wire that can be read';
    if (found === undefined) return outcome(true, expected, 'none');
    const { caller, packet } = found;
    return outcome(
      false,
      expected,
      `messages to ${caller}, which does not speak TLS`,
      packet === undefined ? [] : [{ packet }],
    );
  },
};
