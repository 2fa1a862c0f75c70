/** Passes standard input on to an actor while it runs. */
import type { RunControl } from '@wireside/bench';

/** Where input comes from. */
export type InputSource = AsyncIterable<Uint8Array | string> & { destroy(): unknown };

/** Standard input that is being passed on. */
export interface LiveInput {
  /** Stops reading. */
  end(): void;
}

/**
 * Passes input on, as fast as the actor takes it, and closes the actor's input at its end. A terminal gives whole lines,
 * and its end by Ctrl-D.
 */
export function passInput(source: InputSource, control: RunControl, actor: string): LiveInput {
  const pass = async (): Promise<void> => {
    for await (const chunk of source) {
      if (!(await control.input(actor, Buffer.from(chunk as Uint8Array)))) return;
    }
  };
  // An input that cannot be read has ended.
  void pass()
    .catch(() => {})
    .then(() => control.closeInput(actor));
  return { end: () => source.destroy() };
}
