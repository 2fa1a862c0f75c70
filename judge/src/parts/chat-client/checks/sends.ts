/** Does the program send what is typed, line by line? */
import { quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { ChatClientFacts } from '../facts.ts';

/** Each line that was typed is on the wire, with a newline at its end, in order, and no other line is. */
export const sends: Check<ChatClientFacts, 'connects'> = {
  needs: ['connects'],
  title: () => 'sends each line that is typed, with a newline at its end, and nothing else',
  ask: ({ typed, said, end, main }) => {
    const missing = typed.find(({ isSent }) => !isSent);
    if (missing !== undefined) {
      const expected = `${quote(`${missing.text}\n`)} on the wire`;
      const { sent } = missing;
      if (sent === undefined)
        return outcome(false, expected, `nothing was sent for this line; it ${endText(end)}`);
      const got = `${quote(sent.bytes)}${sent.ended ? ' and a newline' : ', without a newline'}`;
      return outcome(false, expected, got, [{ packet: sent.first.packet }]);
    }
    const expected = 'the lines that were typed, and no others';
    const other = said[typed.length];
    if (other !== undefined)
      return outcome(false, expected, `also ${quote(other.bytes)}`, [{ packet: other.first.packet }]);
    const [first] = main?.outgoing.packets ?? [];
    return outcome(
      true,
      expected,
      countText(typed.length, 'line'),
      first === undefined ? [] : [{ packet: first.packet }],
    );
  },
};
