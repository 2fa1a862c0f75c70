/** An error with how to fix it. */
import { AskError } from '../ask/client.ts';

/** The note. */
export function ErrorNote({ error }: { error: Error }) {
  return (
    <div className="error box" role="alert">
      <p>{error.message}</p>
      {error instanceof AskError && <p>{error.hint}</p>}
    </div>
  );
}
