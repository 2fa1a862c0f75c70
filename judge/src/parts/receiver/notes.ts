/** What else was seen in a run of the part receiver; it does not affect the score. */
import { clientNotes } from '../../common/notes.ts';
import type { ReceiverFacts } from './facts.ts';

/** Notes on a run, a sentence each; what a program says when Ctrl-C ends it is none. */
export function notes(facts: ReceiverFacts): string[] {
  return facts.isInterrupted ? [] : clientNotes(facts);
}
