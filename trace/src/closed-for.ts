/** Which FIN and RST packets a program did not cause: the system closed its connections after it was ended from outside. */
import type { ActorDescription } from './format.ts';
import type { Model } from './model.ts';

/** Why the system closed a connection. */
export interface ClosedFor {
  /** The program that had it. */
  readonly actor: string;
  /** `stopped` at a limit or by the user; `over`: its scene was; `killed` by a signal. */
  readonly why: 'stopped' | 'over' | 'killed';
}

/** How late the end of a program may be recorded on a busy machine. µs. */
export const MAX_DELAY = 500_000;

/**
 * The packets by which the system closed connections of programs that were ended from outside, by number. A program that
 * closed the connection by itself, or that exited, has none.
 */
export function closedFor(model: Model): ReadonlyMap<number, ClosedFor> {
  const found = new Map<number, ClosedFor>();
  for (const actor of model.actors) {
    if (actor.kind !== 'program') continue;
    const end = endFromOutside(model, actor);
    if (end === undefined) continue;
    for (const { outgoing, calls } of model.connectionsOf(actor.name)) {
      const closes = calls.some((n) => {
        const { kind, at } = model.call(n)!;
        return (kind === 'close' || kind === 'shutdown') && at < end.at;
      });
      if (closes) continue;
      for (const packet of [outgoing.fin, outgoing.reset]) {
        if (packet !== undefined && model.capture.time(packet - 1) >= end.at - MAX_DELAY)
          found.set(packet, { actor: actor.name, why: end.why });
      }
    }
  }
  return found;
}

/** How and when a program was ended from outside; undefined if it ended by itself. `at` is in µs since the epoch. */
export function endFromOutside(
  { trace: { scene } }: Model,
  actor: ActorDescription,
): { readonly at: number; readonly why: ClosedFor['why'] } | undefined {
  const over = scene.findIndex(({ event }) => event === 'end');
  const signal = scene.find(
    ({ event, actor: name }, place) =>
      over >= 0 && place >= over && event === 'signal' && name === actor.name,
  );
  if (signal !== undefined) return { at: signal.at, why: 'over' };
  const { ended } = actor;
  if (ended?.reason === 'limit' || ended?.reason === 'stopped') return { at: ended.at, why: 'stopped' };
  return ended?.reason === 'signal' ? { at: ended.at, why: 'killed' } : undefined;
}

const WORDS: Readonly<Record<ClosedFor['why'], string>> = {
  stopped: 'it had been stopped',
  over: 'the scene was over',
  killed: 'a signal had killed it',
};

/** `closed by the system, not by client: it had been stopped`. */
export function closedForText({ actor, why }: ClosedFor): string {
  return `closed by the system, not by ${actor}: ${WORDS[why]}`;
}
