/**
 * Plays a scene: starts its actors, takes its steps when their conditions hold, and ends it. What actors are, and what
 * hosts are, is for {@link Stage}; this module only knows what happens when.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { RunEnd, SceneRecord } from '@wireside/trace';
import type { Action, ActorCondition, Role, Scene, SceneActor, SceneStep } from '../../request.ts';
import { conditionText } from './condition-text.ts';
import { LinePatterns } from './line-patterns.ts';
import type { RunningActor } from './running-actor.ts';
import { Waits } from './waits.ts';
import type { Standing } from './waits.ts';

/** How long actors may take to end by themselves after Ctrl-C. ms. */
const GRACE = 2000;
/** How often a signal is tried that could not be sent. ms. */
const SIGNAL_INTERVAL = 20;
/** Ctrl-C. */
const INTERRUPT = 'SIGINT';

/** A record of the lane `scene`, without what the lane adds. */
export type SceneEvent = Omit<SceneRecord, 'n' | 'at'>;

/** Where a scene is played. */
export interface Stage {
  /**
   * Starts an actor. Resolves when it has started: a server of ours then listens. Undefined if it could not, which is a
   * fault.
   */
  start(actor: SceneActor): Promise<RunningActor | undefined>;
  /** The servers of ours without a condition have started; the others are about to. */
  onSet(): Promise<void>;
  /** Takes down or up the wire of a host. */
  setWire(host: string, state: 'down' | 'up'): Promise<void>;
  /** Resolves when the servers have done what they can do without the clients, which have ended. */
  settle(): Promise<void>;
  /** Something happened. */
  record(event: SceneEvent): void;
  /** An actor never started, and why: a sentence. */
  neverStarted(text: string): void;
}

/** An actor, started or not. */
interface Part {
  readonly actor: SceneActor;
  /** Of a peer, and of a program whose role is given. */
  readonly givenRole: Role | undefined;
  state: 'waiting' | 'running' | 'ended' | 'never';
  /** Its start, if that is under way or over. A peer may print before it is known to have started. */
  starting?: Promise<RunningActor | undefined>;
  running?: RunningActor;
  end?: RunEnd;
}

/** A scene that is played. */
export class Engine {
  readonly #scene: Scene;
  readonly #stage: Stage;
  readonly #parts: readonly Part[];
  readonly #patterns: LinePatterns;
  readonly #waits: Waits;
  /** Steps that have not been taken and may still be. */
  #openSteps = 0;
  /** Steps and starts that are being done. */
  readonly #doing = new Set<Promise<void>>();
  readonly #over = makeSignal();
  #isJudging = false;
  /** Nothing is started any more. */
  #isEnding = false;
  #isInterrupted = false;

  /** @param roleOf the role of an actor, if it is known before it starts */
  constructor(scene: Scene, stage: Stage, roleOf: (actor: SceneActor) => Role | undefined) {
    this.#scene = scene;
    this.#stage = stage;
    this.#parts = scene.actors.map((actor) => ({ actor, givenRole: roleOf(actor), state: 'waiting' }));
    this.#patterns = new LinePatterns(scene);
    this.#waits = new Waits((condition) => this.#standing(condition));
  }

  /** Plays the scene. Resolves when it is over and all actors have ended, but for servers of ours. */
  async play(): Promise<void> {
    for (const part of this.#parts) {
      if (isServerOfOurs(part) && part.actor.start === undefined) await this.#start(part);
    }
    await this.#stage.onSet();
    const begun = Promise.resolve();
    this.#takeSteps(begun);
    for (const part of this.#parts.filter(({ state }) => state === 'waiting')) {
      if (part.actor.start === undefined) void this.#during(() => this.#start(part));
      else void this.#startWhen(part, begun);
    }
    this.happened();
    await this.#over.promise;
    await this.#end();
  }

  /** Ends the scene, as Ctrl-C of the user does. */
  end(): void {
    this.#isEnding = true;
    this.#isInterrupted = true;
    this.#over.resolve();
  }

  /** Something happened that conditions or roles may be about. */
  happened(): void {
    this.#waits.examine();
    if (this.#isJudging) return;
    this.#isJudging = true;
    // Later: what has just happened may let a step or a start go on.
    setImmediate(() => {
      this.#isJudging = false;
      if (this.#isOver()) this.#over.resolve();
      else if (this.#isStuck()) this.#waits.end();
    });
  }

  /** An actor printed a line. */
  printed(actor: string, line: Uint8Array): void {
    if (this.#patterns.take(actor, line)) this.happened();
  }

  /** The started actor of a name, if it has not ended. */
  running(name: string): RunningActor | undefined {
    const part = this.#part(name);
    return part?.state === 'running' ? part.running : undefined;
  }

  /** Whether an actor may still start. */
  isWaiting(name: string): boolean {
    return this.#part(name)?.state === 'waiting' && !this.#isEnding;
  }

  /** Whether a pause of the scene is under way. */
  get isPausing(): boolean {
    return this.#waits.hasPause;
  }

  #part(name: string): Part | undefined {
    return this.#parts.find(({ actor }) => actor.name === name);
  }

  /** Does something; until it is done, the scene is not over. */
  #during(action: () => Promise<void>): Promise<void> {
    const doing = action()
      .catch((error: unknown) => this.#over.reject(error))
      .finally(() => {
        this.#doing.delete(doing);
        this.happened();
      });
    this.#doing.add(doing);
    return doing;
  }

  async #startWhen(part: Part, begun: Promise<void>): Promise<void> {
    const condition = part.actor.start!;
    if (await this.#waits.until(condition, begun)) {
      await this.#during(() => this.#start(part));
      return;
    }
    part.state = 'never';
    const text = `${part.actor.name} never started: it waits until ${conditionText(condition)}, which did not happen`;
    this.#miss(text, part.actor.name);
    this.#stage.neverStarted(`${text}.`);
    this.happened();
  }

  async #start(part: Part): Promise<void> {
    if (this.#isEnding) return;
    const { actor } = part;
    this.#stage.record({ event: 'start', actor: actor.name });
    part.starting = this.#stage.start(actor);
    const running = await part.starting;
    if (running === undefined) {
      part.state = 'never';
      return;
    }
    part.running = running;
    part.state = 'running';
    void running.ended.then((end) => {
      part.end = end;
      part.state = 'ended';
      this.#stage.record({ event: 'ended', actor: actor.name });
      this.happened();
    });
  }

  #takeSteps(begun: Promise<void>): void {
    let before = begun;
    for (const step of this.#scene.steps) {
      const taken = makeSignal();
      this.#openSteps++;
      void this.#takeStep(step, before).then((isTaken) => {
        this.#openSteps--;
        if (isTaken) taken.resolve();
        this.happened();
      });
      before = taken.promise;
    }
  }

  /** Takes a step when its condition has happened. Returns whether it was taken. */
  async #takeStep(step: SceneStep, before: Promise<void>): Promise<boolean> {
    if (!(await this.#waits.until(step.when, before))) {
      this.#miss(`a step was not taken: it waits until ${conditionText(step.when)}, which did not happen`);
      return false;
    }
    await this.#during(async () => {
      for (const action of step.actions) await this.#act(action);
    });
    return true;
  }

  async #act(action: Action): Promise<void> {
    if ('actor' in action) await this.#part(action.actor)?.starting;
    switch (action.action) {
      case 'end':
        return this.end();
      case 'wire':
        await this.#stage.setWire(action.host, action.state);
        return this.#stage.record({ event: `wire-${action.state}`, host: action.host });
      case 'signal':
        return this.#signal(action.actor, action.signal);
      case 'type': {
        const isTyped = this.running(action.actor)?.type(Buffer.from(`${action.line}\n`)) === true;
        if (isTyped) this.#stage.record({ event: 'type', actor: action.actor, text: action.line });
        else this.#miss(`${action.actor} could not be typed to: ${this.#whyNot(action.actor)}`, action.actor);
        return;
      }
      case 'close-input': {
        const isClosed = this.running(action.actor)?.closeInput() === true;
        if (isClosed) this.#stage.record({ event: 'close-input', actor: action.actor });
        return;
      }
    }
  }

  #signal(name: string, signal: string): void {
    const isSent = this.running(name)?.signal(signal) === true;
    if (isSent) this.#stage.record({ event: 'signal', actor: name, text: signal });
    else this.#miss(`${name} could not be sent ${signal}: ${this.#whyNot(name)}`, name);
  }

  #whyNot(name: string): string {
    const state = this.#part(name)?.state;
    if (state === 'ended') return 'it has ended';
    return state === 'running'
      ? 'its standard input is not open, or it takes no such signal'
      : 'it has not started';
  }

  #miss(text: string, actor?: string): void {
    this.#stage.record({ event: 'missed', text, ...(actor === undefined ? {} : { actor }) });
  }

  /** How far a condition has come. */
  #standing(condition: ActorCondition): Standing {
    const part = this.#part(condition.actor)!;
    if (this.#hasHappened(condition, part)) return 'happened';
    return part.state === 'ended' || part.state === 'never' ? 'impossible' : 'possible';
  }

  #hasHappened(condition: ActorCondition, { state, running, actor }: Part): boolean {
    if (condition.event === 'ended') return state === 'ended';
    if (condition.event === 'printed') return this.#patterns.hasPrinted(actor.name, condition.line);
    if (running === undefined) return false;
    if (condition.event === 'accepted') return running.accepted >= (condition.count ?? 1);
    if (condition.event === 'connected') return running.hasConnected;
    return state === 'running' && running.listens(condition.port);
  }

  /** Whether all clients have ended; or all programs, in a scene without clients. */
  #isOver(): boolean {
    if (this.#doing.size > 0) return false;
    const roles = this.#parts.map((part) => ({ ...part, role: this.#roleOf(part) }));
    if (roles.some(({ state }) => state === 'waiting')) return false;
    if (roles.some(({ role }) => role === 'client')) {
      return roles.every(({ role, state }) => role === 'server' || state !== 'running');
    }
    const isOfOurs = (part: Part): boolean => part.actor.kind === 'peer';
    if (!this.#parts.every(isOfOurs))
      return this.#parts.every((part) => isOfOurs(part) || part.state !== 'running');
    return this.#openSteps === 0;
  }

  /**
   * What an actor is: as the scene says; else a server is what listens, if another actor can be its client.
   */
  #roleOf(part: Part): Role {
    if (part.givenRole !== undefined) return part.givenRole;
    const hasOther = this.#parts.some((other) => other !== part && other.givenRole !== 'server');
    return hasOther ? (part.running?.role ?? 'client') : 'client';
  }

  /** The role of an actor by its name. */
  roleOf(name: string): Role {
    return this.#roleOf(this.#part(name)!);
  }

  /** Whether nothing can happen any more, because only servers of ours are there, and they do nothing by themselves. */
  #isStuck(): boolean {
    const isAlive = this.#parts.some((part) => part.state === 'running' && !isServerOfOurs(part));
    return !isAlive && this.#doing.size === 0 && !this.#waits.hasPause;
  }

  /** Ends what is still running: by Ctrl-C, then by force. */
  async #end(): Promise<void> {
    this.#isEnding = true;
    this.#waits.end();
    await Promise.all(this.#doing);
    await turn(); // what waited says so
    const left = this.#parts.filter((part) => part.state === 'running' && !isServerOfOurs(part));
    if (!this.#isInterrupted && left.length > 0) await this.#stage.settle();
    this.#stage.record({ event: 'end' });
    await this.#interrupt(left);
    await turn(); // the records of their ends
  }

  /** Ends actors by Ctrl-C; those that have not ended after a time, by force. Resolves when all have ended. */
  async #interrupt(parts: readonly Part[]): Promise<void> {
    const waiting = new Set(parts);
    const interrupt = (): void => {
      for (const part of waiting) {
        const isSent = part.running!.signal(INTERRUPT);
        if (isSent) this.#stage.record({ event: 'signal', actor: part.actor.name, text: INTERRUPT });
        if (isSent || part.state === 'ended') waiting.delete(part);
      }
    };
    interrupt();
    // A program that has just been started cannot be sent a signal yet.
    const again = setInterval(interrupt, SIGNAL_INTERVAL);
    const force = setTimeout(() => {
      for (const { state, running } of parts) if (state === 'running') running!.stop();
    }, GRACE);
    await Promise.all(parts.map(({ running }) => running!.ended));
    clearInterval(again);
    clearTimeout(force);
  }
}

const isServerOfOurs = (part: Part): boolean => part.actor.kind === 'peer' && part.givenRole === 'server';

/** A promise with the functions that settle it. */
function makeSignal(): { promise: Promise<void>; resolve(): void; reject(error: unknown): void } {
  let resolve = (): void => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
