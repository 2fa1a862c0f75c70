/** Ends clients of ours that wait forever: they have the limits of the scene's programs. */
import type { LimitName } from '@wireside/trace';
import { DEFAULT_LIMITS } from '../../limits.ts';
import type { Limits } from '../../request.ts';
import { realtime } from '../clock.ts';

/** How often the limits are checked. ms. */
const WATCH_INTERVAL = 200;
/** Microseconds per second. */
const US = 1_000_000;

/** The limits of clients of ours. */
export class ClientLimits {
  readonly #limits: Pick<Limits, 'wall' | 'idle'>;
  readonly #lastActivity: () => number;
  readonly #stop: (actor: string) => void;
  readonly #started = new Map<string, number>();
  readonly #causes = new Map<string, LimitName>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param lastActivity when anything of the scene was last active, µs
   * @param stop ends a client
   */
  constructor(
    limits: Pick<Limits, 'wall' | 'idle'> = DEFAULT_LIMITS,
    lastActivity: () => number,
    stop: (actor: string) => void,
  ) {
    this.#limits = limits;
    this.#lastActivity = lastActivity;
    this.#stop = stop;
  }

  /** A client has started. */
  watch(actor: string): void {
    this.#started.set(actor, realtime());
    this.#timer ??= setInterval(() => this.#check(), WATCH_INTERVAL);
  }

  /** A client has ended. Returns the limit that ended it, if one did. */
  ended(actor: string): LimitName | undefined {
    this.#started.delete(actor);
    if (this.#started.size === 0) this.end();
    return this.#causes.get(actor);
  }

  /** Ends the watch. */
  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #check(): void {
    const now = realtime();
    for (const [actor, started] of this.#started) {
      const last = Math.max(started, this.#lastActivity());
      let cause: LimitName | undefined;
      if (now - last > this.#limits.idle * US) cause = 'idle';
      if (now - started > this.#limits.wall * US) cause = 'wall';
      if (cause === undefined || this.#causes.has(actor)) continue;
      this.#causes.set(actor, cause);
      this.#stop(actor);
    }
  }
}
