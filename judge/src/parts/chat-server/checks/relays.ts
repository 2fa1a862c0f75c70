/** Does what one client says go to the others? */
import { quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Check, Outcome } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import type { ChatServerFacts } from '../facts.ts';

/** Each line of a client goes to every other one that is there, unchanged and whole. */
export const relays: Check<ChatServerFacts, 'listens'> = {
  needs: ['listens'],
  title: () => 'sends each line of a client to all others, unchanged and whole',
  ask: ({ due, guests }): Outcome => {
    const missing = due.find(({ heard }) => heard === undefined);
    const expected = 'each line at every other client';
    const waiting = guests.find(({ accepted }) => accepted === undefined);
    if (missing === undefined && due.length === 0) {
      if (waiting === undefined)
        return {
          result: 'inconclusive',
          expected,
          got: 'no client said anything while another one was there',
          evidence: [],
        };
      const got = `${waiting.name} connected, and its connection was never accepted`;
      const [row] = waiting.connection.connection.tcp.rows;
      return outcome(false, expected, got, row === undefined ? [] : [{ packet: row + 1 }]);
    }
    if (missing === undefined) {
      const evidence = due
        .slice(0, 2)
        .flatMap(({ line, heard }) => [
          { packet: line.last.packet },
          ...(heard === undefined ? [] : [{ packet: heard.last.packet }]),
        ]);
      return outcome(true, expected, countText(due.length, 'line'), evidence);
    }
    const { from, to, line } = missing;
    const next = to.heard.find(({ first }) => first.at >= line.first.at);
    const got =
      next === undefined
        ? `nothing was sent to ${to.name} after that`
        : `${to.name} was sent ${quote(next.bytes)}${next.ended ? '' : ', without a newline'}`;
    return outcome(false, `${quote(line.bytes)}, which ${from.name} said, at ${to.name}`, got, [
      { packet: line.last.packet },
      ...(next === undefined ? [] : [{ packet: next.last.packet }]),
    ]);
  },
};
