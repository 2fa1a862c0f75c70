/** Does the program end when the conversation is over, and not before? */
import { seconds } from '@wireside/trace';
import type { Check, Outcome } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { ChatClientFacts, Ending } from '../facts.ts';
import { LATE } from '../facts.ts';

/** What ends a conversation, in words. */
export const ENDINGS: Readonly<Record<Ending['by'], string>> = {
  'empty line': 'the empty line',
  'end of input': 'the end of its input',
  server: 'the end of the connection, which the server closed',
};

/** The program exits by itself after what ends the conversation; with which status is its own affair. */
export const ends: Check<ChatClientFacts, 'sends' | 'shows'> = {
  needs: ['sends', 'shows'],
  title: () =>
    'closes the connection and ends at an empty line, at the end of its input, and when the server has closed',
  ask: ({ end, ending, calls, main, isStopped }): Outcome => {
    const last = calls.at(-1);
    const fin = main?.incoming.fin;
    const evidence = [
      ...(ending?.by === 'server' && fin !== undefined ? [{ packet: fin }] : []),
      ...(last === undefined ? [] : [{ call: last.n }]),
    ];
    if (ending === undefined && isStopped) {
      const got = 'the run did not come to the end of the conversation';
      return { result: 'inconclusive', expected: 'a conversation with an end', got, evidence };
    }
    const what = ending === undefined ? 'the end of the conversation' : ENDINGS[ending.by];
    const expected = `the program exits by itself after ${what}`;
    if (ending === undefined || end.at < ending.at - LATE)
      return outcome(false, expected, `it ${endText(end)} before that`, evidence);
    const got = `it ${endText(end, !isStopped ? `, ${seconds(Math.max(0, end.at - ending.at))} later` : '')}`;
    return outcome(!isStopped && end.reason === 'exited', expected, got, evidence);
  },
};
