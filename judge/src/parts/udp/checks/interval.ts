/** Does a second pass between the rounds? */
import { list, seconds } from '@wireside/trace';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import type { UdpFacts } from '../facts.ts';
import { PACE, pacesOf } from '../pace.ts';

/** On each family, the time between two requests is about a second; two are accepted, of a program that waits on each. */
export const interval: Check<UdpFacts, 'request'> = {
  needs: ['request'],
  title: () => 'sends again every second, as long as there is no acknowledgment',
  ask: (facts) => {
    const expected = `${seconds(PACE.least)} to ${seconds(PACE.most)} between two requests of a family`;
    const paces = pacesOf(facts);
    const other = paces.find(({ verdict }) => verdict !== 'right');
    if (other === undefined) {
      const got = paces.map(({ family, median }) => `${seconds(median)} on ${family}`);
      return outcome(true, expected, got.length === 0 ? 'too few requests to compare' : list(got));
    }
    const { family, verdict, average, median, attempts } = other;
    const got = verdict === 'fast' ? `${seconds(average)} on average` : seconds(median);
    return outcome(
      false,
      expected,
      `${got} on ${family}`,
      attempts.slice(0, 3).map(({ evidence }) => evidence),
    );
  },
};
