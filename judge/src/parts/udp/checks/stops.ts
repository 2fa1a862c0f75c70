/** Does the program stop sending when it has its acknowledgment? */
import { countText } from '@wireside/wire';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import type { UdpFacts } from '../facts.ts';
import { sentAfter } from '../pace.ts';

/** Nothing is sent after the first acknowledgment was read. */
export const stops: Check<UdpFacts, 'repeats'> = {
  needs: ['repeats'],
  title: () => 'sends nothing more after the acknowledgment',
  ask: (facts) => {
    const late = sentAfter(facts);
    const got = late.length === 0 ? 'nothing' : countText(late.length, 'request');
    const evidence = late.slice(0, 2).map(({ datagram }) => ({ packet: datagram.packet }));
    const { call } = facts.acknowledged!.read;
    return outcome(late.length === 0, 'nothing after the acknowledgment was read', got, [
      { call },
      ...evidence,
    ]);
  },
};
