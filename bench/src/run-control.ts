/** Standard input of the actors of a run that is under way. */
import type { AgentProcess } from './agent-process.ts';

/** Bytes that are sent to an agent at a time. */
const CHUNK_SIZE = 64 * 1024;

/** Feeds the standard inputs of a run's actors: of programs whose input is `open`, and of peers with a keyboard. */
export class RunControl {
  readonly #agent: AgentProcess;
  readonly #waiting = new Map<number, (isTaken: boolean) => void>();
  /** By actor: what is being typed. */
  readonly #inputs = new Map<string, Promise<unknown>>();
  #last = 0;
  #isOver = false;

  /** For the bench. */
  constructor(agent: AgentProcess) {
    this.#agent = agent;
  }

  /**
   * Types bytes on an actor's standard input. Resolves when there was room for them: wait for that before typing more.
   * Resolves with false if they were not taken, because the input is closed, or the actor has ended.
   */
  input(actor: string, bytes: Uint8Array): Promise<boolean> {
    return this.#inTurn(actor, async () => {
      for (let from = 0; from < bytes.length; from += CHUNK_SIZE) {
        if (!(await this.#send(actor, bytes.subarray(from, from + CHUNK_SIZE)))) return false;
      }
      return true;
    });
  }

  /** Closes an actor's standard input, after what was typed. */
  closeInput(actor: string): void {
    void this.#inTurn(actor, async () => {
      if (!this.#isOver) this.#agent.send({ type: 'close-input', actor });
      return true;
    });
  }

  /** For the bench: an input was taken, or not. */
  typed(id: number, isTaken: boolean): void {
    this.#waiting.get(id)?.(isTaken);
    this.#waiting.delete(id);
  }

  /** For the bench: the run is over. */
  end(): void {
    this.#isOver = true;
    for (const resolve of this.#waiting.values()) resolve(false);
    this.#waiting.clear();
  }

  #inTurn(actor: string, action: () => Promise<boolean>): Promise<boolean> {
    const done = (this.#inputs.get(actor) ?? Promise.resolve()).then(action);
    this.#inputs.set(actor, done);
    return done;
  }

  #send(actor: string, bytes: Uint8Array): Promise<boolean> {
    if (this.#isOver) return Promise.resolve(false);
    return new Promise((resolve) => {
      const id = ++this.#last;
      this.#waiting.set(id, resolve);
      this.#agent.send({ type: 'input', id, actor, bytes });
    });
  }
}
