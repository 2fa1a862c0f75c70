/** What else was seen in a run of the part sender; it does not affect the score. */
import { quote } from '@wireside/trace';
import { endpointText } from '@wireside/wire';
import { textOf } from '../../common/group.ts';
import { clientNotes } from '../../common/notes.ts';
import { payloadOf } from '../../common/payload.ts';
import type { SenderFacts } from './facts.ts';

/** Notes on a run, a sentence each. */
export function notes(facts: SenderFacts): string[] {
  const { model, group, id } = facts;
  const destination = endpointText(group);
  const { name } = model.program;
  const answer = model.datagrams.find(
    (one) =>
      one.destination === destination &&
      one.from.actor !== name &&
      id !== undefined &&
      new TextDecoder().decode(payloadOf(model, one)).includes(id),
  );
  const heard =
    answer === undefined
      ? []
      : [
          `the group answered, after more than 300 characters: ${quote(textOf(payloadOf(model, answer)))} (packet ${answer.packet})`,
        ];
  return [...heard, ...clientNotes(facts)];
}
