/** What else was seen in a run of packetization; it does not affect the score. */
import { printable } from '@wireside/trace';
import { countText } from '@wireside/wire';
import { clientNotes } from '../../common/notes.ts';
import type { PacketizationFacts } from './facts.ts';

/** Maximum number of bytes shown of a line. */
const SHOWN = 80;

/** Notes on a run, a sentence each. */
export function notes(facts: PacketizationFacts): string[] {
  const { others } = facts.shown;
  const [first] = others;
  if (first === undefined || facts.server === undefined) return clientNotes(facts);
  const text = printable(new TextDecoder().decode(first.bytes.subarray(0, SHOWN)));
  const lines = `${countText(others.length, 'line')} of the output ${others.length === 1 ? 'is not a message' : 'are not messages'}`;
  return [`${lines}, such as line ${first.number}: ${text}`, ...clientNotes(facts)];
}
