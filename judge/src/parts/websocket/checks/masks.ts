/** Does the program mask its frames? */
import { countText } from '@wireside/wire';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import type { WebsocketFacts } from '../facts.ts';

/** Each frame of the program has a mask. */
export const masks: Check<WebsocketFacts, 'upgrades'> = {
  needs: ['upgrades'],
  title: () => 'masks each of its frames',
  ask: ({ own }) => {
    const bare = own.find(({ isMasked }) => !isMasked);
    const expected = 'a mask in each frame of the program';
    if (bare === undefined)
      return outcome(true, expected, `${countText(own.length, 'frame')}, each with one`);
    const got = `the frame in packet ${bare.packet} has none`;
    return outcome(false, expected, got, [{ packet: bare.packet }]);
  },
};
