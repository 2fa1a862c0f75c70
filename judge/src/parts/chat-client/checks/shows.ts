/** Does the program print each line that comes? */
import { quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { ChatClientFacts } from '../facts.ts';

/** Each line that came is the end of a line of standard output, in order; the next thing happened only when it was there. */
export const shows: Check<ChatClientFacts, 'connects'> = {
  needs: ['connects'],
  title: () => 'prints each line that arrives, at once, on a line of its own',
  ask: ({ heard, lines, end, stoppedAt }) => {
    const missing = heard.filter(({ shown }) => shown === undefined);
    const [first] = missing;
    if (first === undefined) {
      const evidence = heard
        .slice(0, 2)
        .flatMap(({ line, shown }) => [
          { packet: line.last.packet },
          ...(shown === undefined ? [] : [{ line: shown.number }]),
        ]);
      return outcome(true, 'a line for each that arrived', countText(heard.length, 'line'), evidence);
    }
    const { line, read } = first;
    const after = lines.find(({ at }) => at >= line.last.at && at <= stoppedAt);
    const got =
      after === undefined
        ? `nothing more on standard output; it ${endText(end)}`
        : `${missing.length} of ${countText(heard.length, 'line')} without such a line; the next line is ${quote(after.bytes)}`;
    return outcome(false, `a line that ends with ${quote(line.bytes)}`, got, [
      { packet: line.last.packet },
      ...(read === undefined ? [] : [{ call: read.n }]),
      ...(after === undefined ? [] : [{ line: after.number }]),
    ]);
  },
};
