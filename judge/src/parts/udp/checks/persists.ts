/** Does the program go on as long as no acknowledgment comes? */
import { seconds } from '@wireside/trace';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { UdpFacts } from '../facts.ts';

/** The last request may be this much older than the end: the longest pause, and room for a busy machine. µs. */
const MAX_SILENCE = 4_000_000;

/** The program still sends when the scene ends. */
export const persists: Check<UdpFacts, 'request'> = {
  needs: ['request'],
  title: () => 'goes on as long as no acknowledgment comes',
  ask: ({ requests, end, isEndedByScene }) => {
    const expected = 'the program still sends its requests when the run is ended';
    const last = requests.at(-1)!.datagram;
    const evidence = [{ packet: last.packet }];
    if (!isEndedByScene) return outcome(false, expected, `it ${endText(end)}`, evidence);
    const silence = Math.max(0, end.at - last.at);
    return outcome(
      silence < MAX_SILENCE,
      expected,
      `the last request is ${seconds(silence)} older than the end`,
      evidence,
    );
  },
};
