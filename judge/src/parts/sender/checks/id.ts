/** Does each message begin with the sender's number? */
import { quote } from '@wireside/trace';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import type { SenderFacts } from '../facts.ts';
import { hasId } from '../facts.ts';

/** The first six bytes of each datagram to the group are the six digits. */
export const id: Check<SenderFacts, 'sends'> = {
  needs: ['sends'],
  title: () => 'begins each datagram with the six digits of its id',
  ask: ({ sent, id: told }) => {
    const expected = `datagrams that begin with ${told ?? 'six digits'}`;
    const other = sent.find(({ bytes }) => !hasId(bytes, told));
    const { bytes, datagram } = other ?? sent[0]!;
    return outcome(other === undefined, expected, quote(bytes), [{ packet: datagram.packet }]);
  },
};
