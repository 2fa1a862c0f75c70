/** The page's end of the worker. */
import type { Answer, Argument, Failure, FromWorker, Method, ToWorker } from '../worker/messages.ts';
import type { Progress } from '../worker/read-source.ts';
import type { Overview } from '../worker/session.ts';

/** Why the worker has no answer. */
export class AskError extends Error {
  override name = 'AskError';
  /** How to fix it. */
  readonly hint: string;

  constructor({ message, hint }: Failure) {
    super(message);
    this.hint = hint;
  }
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  progress?: ((progress: Progress) => void) | undefined;
}

/** Questions whose answers change while a large capture is read. */
export const GROWING: readonly Method[] = ['packetList', 'packetPlace', 'packetRows', 'conversations'];

/** Asks one worker. Answers are kept: what is open does not change, except that a large capture may still grow. */
export class Client {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #known = new Map<string, Promise<unknown>>();
  readonly #listeners = new Set<(overview: Overview) => void>();
  #count = 0;
  #generation = 0;

  constructor() {
    this.#worker = new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module' });
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.#receive(data));
    this.#worker.addEventListener('error', (event) => this.#fail(event.message));
  }

  /** Opens a source, or another one. @throws {AskError} when it cannot be read */
  async open(source: Argument<'open'>, progress: (progress: Progress) => void): Promise<Answer<'open'>> {
    const overview = (await this.#send('open', source, progress)) as Answer<'open'>;
    // What was asked in the meantime was answered about what was open before.
    this.#known.clear();
    return overview;
  }

  /** Asks a question, or finds the answer that it had before. */
  ask<M extends Method>(method: M, argument: Argument<M>): Promise<Answer<M>> {
    const key = `${method} ${JSON.stringify(argument)}`;
    let answer = this.#known.get(key);
    if (answer === undefined) {
      if (this.#known.size > MAX_KNOWN) this.#known.delete(this.#known.keys().next().value!);
      answer = this.#send(method, argument);
      this.#known.set(key, answer);
      answer.catch(() => this.#known.delete(key));
    }
    return answer as Promise<Answer<M>>;
  }

  /** How often more of what is open has come. */
  get generation(): number {
    return this.#generation;
  }

  /** Calls a function whenever more of what is open is there; returns how to end that. */
  onGrown = (listener: (overview: Overview) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Ends the worker. */
  close(): void {
    this.#worker.terminate();
  }

  #send(method: Method, argument: unknown, progress?: (progress: Progress) => void): Promise<unknown> {
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, progress });
      this.#worker.postMessage({ id, method, argument } satisfies ToWorker);
    });
  }

  #grow(overview: Overview): void {
    this.#generation++;
    for (const key of this.#known.keys()) {
      if (GROWING.some((method) => key.startsWith(`${method} `))) this.#known.delete(key);
    }
    for (const listener of this.#listeners) listener(overview);
  }

  #receive(message: FromWorker): void {
    if ('grown' in message) return this.#grow(message.grown);
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    if (message.progress !== undefined) return waiting.progress?.(message.progress);
    this.#waiting.delete(message.id);
    if (message.error !== undefined) waiting.reject(new AskError(message.error));
    else waiting.resolve(message.value);
  }

  #fail(message: string): void {
    const error = new AskError({ message: `The page failed: ${message}`, hint: 'Reload the page.' });
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** Answers that are kept. */
const MAX_KNOWN = 500;
