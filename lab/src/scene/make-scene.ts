/** From what a file says about a scene to what the bench is asked: defaults, units, the order of hosts. */
import type {
  Action,
  Condition,
  Families,
  Impairment,
  Limits,
  Program,
  Scene,
  SceneActor,
  SceneHost,
  SceneStep,
} from '@wireside/bench';
import { DEFAULT_LIMITS } from '@wireside/bench';
import { kilobitsIn, millisecondsIn, percentIn, secondsIn } from './quantities.ts';
import type {
  ActionContent,
  ActorContent,
  ConditionContent,
  HostContent,
  ImpairmentContent,
  SceneContent,
} from './schema.ts';

/** A scene as a file describes it; that of a case has the student's program too. */
export interface SceneDescription extends Omit<SceneContent, 'title' | 'seed' | 'actors'> {
  readonly actors: Readonly<Record<string, ActorContent>>;
}

/** What is not in the description. */
export interface SceneParts {
  /** The program of an actor, and the arguments after its command. */
  programOf(actor: string): { readonly program: Program; readonly arguments: readonly string[] };
  /** What an actor reads, where its input is a text or a file. */
  inputOf(actor: string): Uint8Array | undefined;
  /** The options of a peer. */
  optionsOf(actor: string, content: ActorContent): Readonly<Record<string, unknown>>;
  /** More names of a host than those of the description. */
  namesOf(host: string): readonly string[];
  /** Limits of all programs, which take precedence over those of the description. */
  readonly limits: Partial<Limits>;
}

/** The scene that the bench is asked to run. The description has no problems. */
export function makeScene(content: SceneDescription, parts: SceneParts): Scene {
  return {
    hosts: hostNames(content).map((name) => hostOf(name, content.hosts?.[name] ?? {}, parts.namesOf(name))),
    actors: Object.entries(content.actors).map(([name, actor]) => actorOf(name, actor, content, parts)),
    steps: (content.steps ?? []).map(({ when, do: actions }): SceneStep => ({
      when: conditionOf(when),
      actions: [actions].flat().map(actionOf),
    })),
    impairments: (content.impairments ?? []).map(impairmentOf),
    ...(content.captures === 'hosts' ? { capturesHosts: true } : {}),
  };
}

/** The hosts of a scene in the order of their addresses: those of its list, then those that actors name. */
export function hostNames({ hosts, actors }: Pick<SceneDescription, 'hosts' | 'actors'>): string[] {
  const named = Object.entries(actors).map(([name, { on = name }]) => on);
  return [...new Set([...Object.keys(hosts ?? {}), ...named])];
}

/** Whether a step types on an actor's input, or closes it. */
export function isTypedTo({ steps = [] }: Pick<SceneDescription, 'steps'>, actor: string): boolean {
  return steps
    .flatMap(({ do: actions }) => [actions].flat())
    .some((action) => action['close-input'] === actor || (action.type !== undefined && action.to === actor));
}

function hostOf(name: string, content: HostContent, names: readonly string[]): SceneHost {
  const { names: own = [], families, localhost, first, mtu, interfaces, silent } = content;
  return {
    name,
    names: [...new Set([...own, ...names])],
    ...(families === undefined ? {} : { families: families satisfies Families }),
    ...(localhost === undefined ? {} : { localhost }),
    ...(first === undefined ? {} : { first }),
    ...(mtu === undefined ? {} : { mtu }),
    ...(interfaces === undefined ? {} : { interfaces }),
    ...(silent === undefined ? {} : { silent }),
  };
}

function actorOf(
  name: string,
  actor: ActorContent,
  content: SceneDescription,
  parts: SceneParts,
): SceneActor {
  const { on = name, start } = actor;
  const base = { name, host: on, ...(start === undefined ? {} : { start: conditionOf(start) }) };
  if (actor.peer !== undefined) {
    return { kind: 'peer', ...base, peer: actor.peer, options: parts.optionsOf(name, actor) };
  }
  const isOpen = actor.input === 'open' || (actor.input === undefined && isTypedTo(content, name));
  return {
    kind: 'program',
    ...base,
    ...parts.programOf(name),
    input: isOpen ? 'open' : (parts.inputOf(name) ?? new Uint8Array(0)),
    ...(actor.role === undefined ? {} : { role: actor.role }),
    limits: {
      ...DEFAULT_LIMITS,
      ...(content.limits as Partial<Limits>),
      ...(actor.limits as Partial<Limits>),
      ...parts.limits,
    },
  };
}

function conditionOf(content: ConditionContent | readonly ConditionContent[]): Condition {
  if (Array.isArray(content)) {
    const of = (content as readonly ConditionContent[]).map(conditionOf);
    return of.length === 1 ? of[0]! : { event: 'all', of };
  }
  const { listening, port, accepted, connections, connected, printed, line, ended, pause } =
    content as ConditionContent;
  if (listening !== undefined) {
    return { event: 'listening', actor: listening, ...(port === undefined ? {} : { port }) };
  }
  if (accepted !== undefined) {
    const count = connections === undefined ? {} : { count: connections };
    return { event: 'accepted', actor: accepted, ...count };
  }
  if (connected !== undefined) return { event: 'connected', actor: connected };
  if (printed !== undefined) return { event: 'printed', actor: printed, line: line! };
  if (ended !== undefined) return { event: 'ended', actor: ended };
  return { event: 'pause', seconds: secondsIn(pause!) };
}

function actionOf(content: ActionContent): Action {
  if (content.type !== undefined) return { action: 'type', actor: content.to!, line: content.type };
  if (content.signal !== undefined) return { action: 'signal', actor: content.to!, signal: content.signal };
  const closed = content['close-input'];
  if (closed !== undefined) return { action: 'close-input', actor: closed };
  const down = content['wire-down'];
  if (down !== undefined) return { action: 'wire', host: down, state: 'down' };
  const up = content['wire-up'];
  if (up !== undefined) return { action: 'wire', host: up, state: 'up' };
  return { action: 'end' };
}

function impairmentOf(content: ImpairmentContent): Impairment {
  const { loss, drop, packet, delay, jitter, rate, from, to } = content;
  const direction = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  if (loss !== undefined) return { kind: 'loss', percent: percentIn(loss), ...direction };
  if (drop !== undefined) {
    const packets = packet === undefined ? {} : { packets: [packet].flat() };
    return { kind: 'drop', filter: drop, ...packets, ...direction };
  }
  if (delay !== undefined) {
    const varying = jitter === undefined ? {} : { jitter: millisecondsIn(jitter) };
    return { kind: 'delay', milliseconds: millisecondsIn(delay), ...varying, ...direction };
  }
  return { kind: 'rate', kilobits: kilobitsIn(rate!), ...direction };
}
