/** Waits for conditions of a scene. What they are about only ever becomes true; it is examined when something happens. */
import type { ActorCondition, Condition } from '../../request.ts';

/** How often a wait for something that causes no event looks again. ms. */
const POLL_INTERVAL = 4;
/** What may happen without an event: a socket table has no events, and a connect() may be over before a call says so. */
const POLLED: ReadonlySet<string> = new Set(['listening', 'connected']);
/** Milliseconds per second. */
const MS = 1000;

/** How far a condition has come: it has happened, it may still happen, or it no longer can. */
export type Standing = 'happened' | 'possible' | 'impossible';

/** A wait that is not over. */
interface Wait {
  /** One of these is enough. */
  readonly conditions: readonly ActorCondition[];
  resolve(hasHappened: boolean): void;
}

/** The waits of a scene. */
export class Waits {
  readonly #examine: (condition: ActorCondition) => Standing;
  readonly #waiting = new Set<Wait>();
  readonly #pauses = new Map<NodeJS.Timeout, (hasHappened: boolean) => void>();
  #poll: NodeJS.Timeout | undefined;
  #isOver = false;
  #onEnd: () => void = () => {};
  readonly #ended = new Promise<void>((resolve) => (this.#onEnd = resolve));

  /** @param examine says how far a condition has come */
  constructor(examine: (condition: ActorCondition) => Standing) {
    this.#examine = examine;
  }

  /** Whether a pause is under way, so that something will happen by itself. */
  get hasPause(): boolean {
    return this.#pauses.size > 0;
  }

  /**
   * Resolves when a condition has happened, with true; or when it no longer can, with false.
   * @param since when a pause begins
   */
  async until(condition: Condition, since: Promise<unknown>): Promise<boolean> {
    if (condition.event === 'pause') {
      await Promise.race([since, this.#ended]);
      return this.#pause(condition.seconds);
    }
    if (condition.event === 'any') return this.#event(condition.of);
    if (condition.event !== 'all') return this.#event([condition]);
    // What has happened stays so: to wait for one after the other is to wait for all.
    let before = since;
    for (const each of condition.of) {
      if (!(await this.until(each, before))) return false;
      before = Promise.resolve();
    }
    return true;
  }

  /** Something happened: examines what is waited for. */
  examine(): void {
    for (const wait of this.#waiting) {
      const standings = wait.conditions.map(this.#examine);
      const hasHappened = standings.includes('happened');
      if (!hasHappened && standings.includes('possible')) continue;
      this.#waiting.delete(wait);
      wait.resolve(hasHappened);
    }
    this.#pollIfNeeded();
  }

  /** Ends all waits, and those that come: nothing happens any more. */
  end(): void {
    this.#isOver = true;
    this.#onEnd();
    for (const [timer, resolve] of this.#pauses) {
      clearTimeout(timer);
      resolve(false);
    }
    this.#pauses.clear();
    for (const { resolve } of this.#waiting) resolve(false);
    this.#waiting.clear();
    this.#pollIfNeeded();
  }

  #event(conditions: readonly ActorCondition[]): Promise<boolean> {
    if (this.#isOver) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#waiting.add({ conditions, resolve });
      this.examine();
    });
  }

  #pause(seconds: number): Promise<boolean> {
    if (this.#isOver) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#pauses.delete(timer);
        resolve(true);
      }, seconds * MS);
      this.#pauses.set(timer, resolve);
    });
  }

  #pollIfNeeded(): void {
    const isNeeded = [...this.#waiting].some(({ conditions }) =>
      conditions.some(({ event }) => POLLED.has(event)),
    );
    if (isNeeded) {
      this.#poll ??= setTimeout(() => {
        this.#poll = undefined;
        this.examine();
      }, POLL_INTERVAL);
    } else {
      clearTimeout(this.#poll);
      this.#poll = undefined;
    }
  }
}
