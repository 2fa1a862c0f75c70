/** What went wrong, and how to fix it. What programs and compilers say is text, its lines kept. */
import { escape } from '@wireside/trace';
import type { Told } from '../api.ts';

/** The note. */
export function ToldNote({ told }: { told: Told | Error }) {
  const hint = 'hint' in told ? told.hint : undefined;
  return (
    <div className="error box" role="alert">
      <pre>{lines(told.message)}</pre>
      {hint !== undefined && <p>{lines(hint)}</p>}
    </div>
  );
}

const lines = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => escape(line))
    .join('\n');
