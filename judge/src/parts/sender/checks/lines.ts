/** Is each line a datagram of its own, exactly? */
import { quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { SenderFacts } from '../facts.ts';

/** For each line that is not empty, one datagram with the text after the id; and no others with a text. */
export const lines: Check<SenderFacts, 'id'> = {
  needs: ['id'],
  title: () => 'sends each line in a datagram of its own, and nothing else after the id',
  ask: ({ typed, others, id, isDeaf, end }) => {
    const missing = typed.find(({ isSent }) => !isSent);
    if (missing !== undefined) {
      const expected = `a datagram with ${quote(`${id ?? '######'}${missing.text}`)}`;
      const { sending } = missing;
      if (sending === undefined)
        return outcome(false, expected, `no datagram for this line; it ${endText(end)}`);
      return outcome(false, expected, quote(sending.bytes), [{ packet: sending.datagram.packet }]);
    }
    const expected = 'one datagram for each line until the end of the input';
    if (isDeaf) return outcome(false, expected, `it ${endText(end)} while there were more lines`);
    const [other] = others;
    if (other !== undefined) {
      const got = `${countText(others.length, 'datagram')} more, such as ${quote(other.bytes)}`;
      return outcome(false, expected, got, [{ packet: other.datagram.packet }]);
    }
    const evidence = typed.flatMap(({ sending }) =>
      sending === undefined ? [] : [{ packet: sending.datagram.packet }],
    );
    return outcome(true, expected, countText(typed.length, 'line'), evidence.slice(0, 3));
  },
};
