/** PMU in the payload of another protocol, such as a message in a WebSocket frame. */
import type { Dissection } from '../core/dissection.ts';
import { text } from '../basics/bytes.ts';
import { COMMAND, messageIn } from './pmu-text.ts';
import { pmuTree } from './pmu-tree.ts';

/** No command or message is longer. */
const MAX_LENGTH = 64;

/** Shows a payload that is a PMU command or message; returns whether it is one. */
export function pmuPayload(d: Dissection, at: number, length: number): boolean {
  if (length > MAX_LENGTH) return false;
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
