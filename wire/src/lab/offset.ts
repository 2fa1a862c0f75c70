/** The lab's PMU over UDP, port 5004: `RESET:20` asks, `OFFSET=7` (or `OFFSET:7`, `Wrong command.`) answers. */
import { text } from '../basics/bytes.ts';
import { field } from '../core/field.ts';
import type { Protocol } from '../core/protocol.ts';

const F = {
  command: field('offset.command', 'str', 'Command'),
  reset: field('offset.reset', 'u32', 'Reset to'),
  answer: field('offset.answer', 'str', 'Answer'),
  value: field('offset.value', 'u32', 'Offset'),
};

/** The longest datagram of this protocol; anything longer belongs to another. */
const MAX_LENGTH = 64;

/** The messages of the protocol: the command and its answers. */
const RESET = /^(RESET:)(\d{1,9})\s*$/;
const OFFSET = /^(OFFSET[=:])(\d{1,9})\s*$/;
const REFUSED = /^Wrong command\.\s*$/;

/** PMU over UDP. */
export const offset: Protocol = {
  name: 'offset',
  label: 'OFFSET',
  title: 'PMU offset over UDP',
  fields: Object.values(F),
  claims: { udp: [5004] },

  dissect(d, at, length) {
    const shown = length <= MAX_LENGTH ? text(d.slice(at, length)) : '';
    const [asked, answered] = [RESET.exec(shown), OFFSET.exec(shown)];
    if (!asked && !answered && !REFUSED.test(shown)) return d.rest(at, length);
    const line = shown.trim();
    const layer = d.layer(this, at, length, `PMU offset over UDP, ${line}`);
    d.summary('OFFSET', line);
    const item = d.add(layer, asked ? F.command : F.answer, at, length, line);
    const found = asked ?? answered;
    if (found) {
      const [, word, digits] = found as unknown as [string, string, string];
      d.add(item, asked ? F.reset : F.value, at + word.length, digits.length, Number(digits));
    }
  },
};
