/** Does the program send on IPv4 and on IPv6, from its first round on? */
import { list } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import type { UdpFacts } from '../facts.ts';
import { attemptsOf, longestRow, sendingsOf } from '../pace.ts';

/** In a row, one family may have this many: where a send() was refused, and where the order of the families changes. */
export const MAX_ROW = 2;

/** No family has several requests while the other one has none. */
export const families: Check<UdpFacts, 'request'> = {
  needs: ['request'],
  title: () => 'sends on IPv4 and on IPv6 in each round, from the first round on',
  ask: (facts) => {
    const sendings = sendingsOf(attemptsOf(facts));
    const expected = 'requests on IPv4 and on IPv6 by turns';
    const missing = facts.families.filter((family) => !sendings.some((one) => one.family === family));
    const wasAnswered = sendings.length === 1 && facts.acknowledged !== undefined;
    if (missing.length > 0 && !wasAnswered) {
      const sent = list(facts.families.filter((family) => !missing.includes(family)));
      const got = `${countText(sendings.length, 'request')} on ${sent}, none on ${list(missing)}`;
      return outcome(
        false,
        expected,
        got,
        sendings.slice(0, 1).map(({ evidence }) => evidence),
      );
    }
    const row = longestRow(sendings);
    const [first] = row;
    if (first !== undefined && row.length > MAX_ROW) {
      const got = `${row.length} requests on ${first.family} in a row`;
      return outcome(false, expected, got, [first.evidence, row.at(-1)!.evidence]);
    }
    const counts = facts.families.map(
      (family) => `${sendings.filter((one) => one.family === family).length} on ${family}`,
    );
    return outcome(true, expected, list(counts));
  },
};
