/** Does the program answer with the messages? */
import { quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import type { Caller, TlsFacts } from '../facts.ts';
import type { WrongLine } from '../text.ts';
import { linesOf, messageText, wrongLine } from '../text.ts';

/** The first client with a wrong answer or none, and what is wrong. */
export function wrongAnswer({
  clients,
  edition,
}: TlsFacts): { readonly client: Caller; readonly wrong: WrongLine } | undefined {
  for (const client of clients) {
    const wrong =
      client.connected === undefined
        ? undefined
        : wrongLine(client.received, edition.strict, client.gaveUp?.event === 'refuse');
    if (wrong !== undefined) return { client, wrong };
  }
  return undefined;
}

/** Each client gets one message or more, numbered. */
export const answers: Check<TlsFacts, 'handshake'> = {
  needs: ['handshake'],
  title: ({ edition }) =>
    edition.strict ? 'answers with one message or more, numbered from 0' : 'answers with a first message',
  ask: (facts) => {
    const found = wrongAnswer(facts);
    if (found === undefined) {
      const counts = facts.clients.map(({ received }) => countText(linesOf(received).length, 'message'));
      const evidence = facts.clients.flatMap(({ answered }) =>
        answered === undefined ? [] : [{ peer: answered.n }],
      );
      return outcome(true, quote(messageText(0)), counts.join(' and '), evidence.slice(0, 1));
    }
    const { client, wrong } = found;
    const record = client.answered ?? client.sent;
    return outcome(
      false,
      `${quote(wrong.expected)} for ${client.name}`,
      wrong.line === undefined ? 'no message' : quote(wrong.line),
      record === undefined ? [] : [{ peer: record.n }],
    );
  },
};
