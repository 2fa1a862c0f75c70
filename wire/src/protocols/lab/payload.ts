/** The lab's protocols inside other ones, such as a PMU message in a WebSocket frame. */
import type { Dissection } from '../../capture/dissection.ts';
import { text } from '../../files/bytes.ts';
import { COMMAND, messageIn } from './pmu-text.ts';
import { pmuTree } from './pmu-tree.ts';

/** Shows a payload that is a PMU command or message; whether it is one. */
export function labPayload(d: Dissection, at: number, length: number): boolean {
  if (length > 64) return false;
  const bytes = d.slice(at, length);
  const found = messageIn(bytes, undefined, true);
  if (typeof found === 'object' && found.length === length) {
    pmuTree(d, { kind: 'message', number: found.number }, at, length);
    return true;
  }
  if (!COMMAND.test(text(bytes))) return false;
  pmuTree(d, { kind: 'command' }, at, length);
  return true;
}
