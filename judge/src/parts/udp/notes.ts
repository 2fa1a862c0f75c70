/** What else was seen in a run of the part udp; it does not affect the score. */
import { countText } from '@wireside/wire';
import { clientNotes } from '../../common/notes.ts';
import type { UdpFacts } from './facts.ts';
import { attemptsOf, sendingsOf } from './pace.ts';

/** Notes on a run, a sentence each. */
export function notes(facts: UdpFacts): string[] {
  const { acknowledged } = facts;
  if (acknowledged === undefined) return clientNotes(facts);
  const sendings = sendingsOf(attemptsOf(facts));
  const counts = facts.families.map((family) => sendings.filter((one) => one.family === family).length);
  const rounds = countText(Math.max(0, ...counts), 'round');
  return [`${acknowledged.text} came in after ${rounds} of requests`, ...clientNotes(facts)];
}
