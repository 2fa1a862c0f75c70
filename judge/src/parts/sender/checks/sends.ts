/** Does the program send datagrams to the group? */
import { countText, endpointText } from '@wireside/wire';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { SenderFacts } from '../facts.ts';

/** At least one datagram of the program to the group and its port crossed the network. */
export const sends: Check<SenderFacts, never> = {
  needs: [],
  title: () => 'sends datagrams to the group',
  ask: ({ sent, datagrams, group, end }) => {
    const expected = `UDP datagrams to ${endpointText(group)}`;
    const [first] = sent;
    if (first !== undefined)
      return outcome(true, expected, countText(sent.length, 'datagram'), [{ packet: first.datagram.packet }]);
    const [stray] = datagrams;
    if (stray === undefined)
      return outcome(false, expected, `no datagram on the network; it ${endText(end)}`);
    const { destination, packet } = stray.datagram;
    return outcome(false, expected, `a datagram to ${destination}`, [{ packet }]);
  },
};
