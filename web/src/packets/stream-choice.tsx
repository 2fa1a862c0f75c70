/** Chooses a conversation. */
import type { Conversation } from '../worker/packets-streams.ts';
import { streamWord } from './use-stream.ts';

/** Conversations in the list; of more, those near the chosen one. */
const MAX = 200;

/** The choice. */
export function StreamChoice(props: {
  label: string;
  all: readonly Conversation[];
  chosen: Conversation;
  onChoose(word: string): void;
}) {
  const { label, all, chosen, onChoose } = props;
  const place = all.indexOf(chosen);
  const from = Math.max(0, Math.min(place - MAX / 2, all.length - MAX));
  return (
    <label className="tools">
      <span className="soft">{label}</span>
      <select value={streamWord(chosen)} onChange={({ target }) => onChoose(target.value)}>
        {all.slice(from, from + MAX).map((one) => (
          <option key={streamWord(one)} value={streamWord(one)}>
            {`${one.protocol.toUpperCase()} ${one.stream}: ${one.client} → ${one.server}`}
          </option>
        ))}
      </select>
    </label>
  );
}
