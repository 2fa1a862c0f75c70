/** An error with how to fix it. */
import { AskError } from '../ask/client.ts';
import { OpenError } from '../worker/source.ts';

/** The note. */
export function ErrorNote({ error }: { error: Error }) {
  return (
    <div className="error box" role="alert">
      <p>{error.message}</p>
      {(error instanceof AskError || error instanceof OpenError) && <p>{error.hint}</p>}
    </div>
  );
}
