/** Checks a scene before anything of it is made: names, places, conditions, patterns, and the options of peers. */
import { Regex } from '@wireside/wire';
import { matchesOf } from './drop-filter.ts';
import { compilePattern } from './agent/scene/line-patterns.ts';
import { MAX_ACTORS, MAX_HOSTS } from './request.ts';
import type { Action, Condition, Impairment, Scene, SceneActor, SceneHost } from './request.ts';
import { SceneError } from './scene-error.ts';
import { checkScenePeer } from './scene-peers.ts';
import { SIGNALS } from './signals.ts';

/** Names of hosts and actors: they are host names, names of files, and words of a command line. */
const NAME = /^[a-z][a-z0-9-]{0,31}$/;
/** Maximum steps, and conditions in all of them. */
const MAX_STEPS = 200;
/** Longest pause, s: a day. */
const MAX_PAUSE = 86_400;
/** Longest delay of packets, ms. */
const MAX_DELAY = 60_000;
/** MTU of a host, bytes: what IPv4 needs (RFC 791) to Ethernet's. Without IPv6, which needs 1,280, less is of no use. */
const MTU = { least: 576, most: 1500 };
const HOST_NAME = /^(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i;
const MAX_HOST_NAME = 253;

/**
 * Checks a scene.
 * @throws {SceneError} for what is wrong with the scene; {PeerOptionError} for a peer or an option that does not exist
 */
export function checkScene(scene: Scene): void {
  checkCounts(scene);
  const hosts = scene.hosts.map(({ name }) => name);
  const actors = scene.actors.map(({ name }) => name);
  checkNames('host', hosts);
  checkNames('actor', actors);
  for (const { name, host } of scene.actors) requireKnown('host', host, hosts, `the actor ${name}`);
  for (const actor of scene.actors) if (actor.kind === 'peer') checkScenePeer(actor);
  for (const { name, start } of scene.actors) {
    if (start !== undefined) checkCondition(start, actors, `the start of ${name}`);
  }
  checkCycles(scene.actors);
  scene.steps.forEach(({ when, actions }, index) => {
    const where = `step ${index + 1}`;
    checkCondition(when, actors, where);
    for (const action of actions) checkAction(action, scene, where);
  });
  for (const impairment of scene.impairments) checkImpairment(impairment, hosts);
  for (const host of scene.hosts) checkHost(host);
}

function checkImpairment(impairment: Impairment, hosts: readonly string[]): void {
  const { from, to, kind } = impairment;
  for (const host of [from, to]) if (host !== undefined) requireKnown('host', host, hosts, 'an impairment');
  switch (kind) {
    case 'loss':
      return requireNumber('percentage', impairment.percent, 100, 'a loss');
    case 'drop':
      for (const packet of impairment.packets ?? []) requireInteger('packet', packet, [1, 1e9], 'a drop');
      requireNumber('number of packets', impairment.packets?.length ?? 0, MAX_STEPS, 'a drop');
      matchesOf(impairment.filter);
      return;
    case 'delay':
      requireNumber('jitter', impairment.jitter ?? 0, MAX_DELAY, 'a delay');
      return requireNumber('delay', impairment.milliseconds, MAX_DELAY, 'an impairment');
    case 'rate':
      return requireInteger('rate in kbit/s', impairment.kilobits, [1, 1e7], 'an impairment');
  }
}

function checkHost({ name, names, mtu = MTU.most, silent }: SceneHost): void {
  const where = `the host ${name}`;
  requireInteger('MTU', mtu, [MTU.least, MTU.most], where);
  if (Array.isArray(silent)) for (const port of silent) requireInteger('port', port, [1, 65_535], where);
  for (const other of names) {
    if (other.length <= MAX_HOST_NAME && HOST_NAME.test(other)) continue;
    throw new SceneError({
      code: 'SCENE_NAME',
      message: `${JSON.stringify(other)} cannot be a name of ${where}.`,
      expected: 'labels of letters, digits and hyphens with dots between them (RFC 1123, 2.1)',
      hint: 'Choose another name.',
    });
  }
}

function checkCounts({ hosts, actors, steps }: Scene): void {
  const check = (what: string, count: number, least: number, most: number): void => {
    if (count >= least && count <= most) return;
    throw new SceneError({
      code: 'SCENE_SIZE',
      message: `The scene has ${count} ${what}.`,
      expected: `${least} to ${most} ${what}`,
      hint: count < least ? 'Add one.' : 'Make two scenes of it.',
    });
  };
  check('hosts', hosts.length, 1, MAX_HOSTS);
  check('actors', actors.length, 1, MAX_ACTORS);
  check('steps', steps.length, 0, MAX_STEPS);
}

function checkNames(kind: 'host' | 'actor', names: readonly string[]): void {
  for (const [index, name] of names.entries()) {
    if (!NAME.test(name)) {
      throw new SceneError({
        code: 'SCENE_NAME',
        message: `${JSON.stringify(name)} cannot be the name of ${kind === 'host' ? 'a host' : 'an actor'}.`,
        expected: 'at most 32 lower-case letters, digits and hyphens, with a letter first',
        hint: 'Choose another name.',
      });
    }
    if (names.indexOf(name) !== index) {
      throw new SceneError({
        code: 'SCENE_NAME_TAKEN',
        message: `Two ${kind}s are named ${name}.`,
        expected: 'a name of its own for each',
        hint: 'Rename one of them.',
      });
    }
  }
}

function requireKnown(kind: 'host' | 'actor', name: string, names: readonly string[], where: string): void {
  if (names.includes(name)) return;
  throw new SceneError({
    code: 'SCENE_UNKNOWN',
    message: `There is no ${kind} ${name}, which ${where} names.`,
    expected: `one of ${names.join(', ')}`,
    hint: `Check the spelling, or add the ${kind}.`,
  });
}

function checkCondition(condition: Condition, actors: readonly string[], where: string, depth = 0): void {
  if (condition.event === 'all' || condition.event === 'any') {
    if (depth > 3 || condition.of.length > MAX_STEPS) {
      throw new SceneError({
        code: 'SCENE_SIZE',
        message: `The condition of ${where} has too many conditions in it.`,
        expected: `at most ${MAX_STEPS}, at most 3 deep`,
        hint: 'Write a shorter condition.',
      });
    }
    for (const each of condition.of) checkCondition(each, actors, where, depth + 1);
  } else if (condition.event === 'pause') {
    requireNumber('pause', condition.seconds, MAX_PAUSE, where);
  } else {
    requireKnown('actor', condition.actor, actors, where);
    if (condition.event === 'listening') requireNumber('port', condition.port ?? 1, 65_535, where);
    if (condition.event === 'accepted') requireNumber('count', condition.count ?? 1, 1e6, where);
    if (condition.event === 'printed') checkPattern(condition.line, where);
  }
}

function requireNumber(what: string, value: number, most: number, where: string): void {
  if (value >= 0 && value <= most) return;
  throw new SceneError({
    code: 'SCENE_VALUE',
    message: `The ${what} of ${where} is ${value}.`,
    expected: `a number from 0 to ${most.toLocaleString('en')}`,
    hint: 'Change the number.',
  });
}

function requireInteger(
  what: string,
  value: number,
  [least, most]: readonly [number, number],
  where: string,
): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new SceneError({
    code: 'SCENE_VALUE',
    message: `The ${what} of ${where} is ${value}.`,
    expected: `a whole number from ${least} to ${most.toLocaleString('en')}`,
    hint: 'Change the number.',
  });
}

function checkPattern(line: string, where: string): void {
  const pattern = compilePattern(line);
  if (pattern instanceof Regex) return;
  throw new SceneError({
    code: 'SCENE_PATTERN',
    message: `The pattern ${line} of ${where} is not valid: ${pattern.problem}`,
    expected: 'a regular expression, without backreferences and lookaround',
    hint: pattern.suggestion ?? 'Correct the pattern. A backslash makes the next character an ordinary one.',
  });
}

function checkAction(action: Action, { hosts, actors }: Scene, where: string): void {
  if (action.action === 'end') return;
  if (action.action === 'wire') {
    return requireKnown(
      'host',
      action.host,
      hosts.map(({ name }) => name),
      where,
    );
  }
  requireKnown(
    'actor',
    action.actor,
    actors.map(({ name }) => name),
    where,
  );
  if (action.action !== 'signal') return;
  const isPeer = actors.some(({ name, kind }) => name === action.actor && kind === 'peer');
  if (isPeer ? action.signal === 'SIGINT' : SIGNALS.has(action.signal)) return;
  throw new SceneError({
    code: 'SCENE_SIGNAL',
    message: `${where} sends ${action.actor} the signal ${action.signal}.`,
    expected: isPeer ? 'SIGINT, the only one that a peer knows' : `one of ${[...SIGNALS].join(', ')}`,
    hint: 'signal(7) has the names.',
  });
}

/** Refuses actors that wait for each other to do something before they start. */
function checkCycles(actors: readonly SceneActor[]): void {
  const waitsFor = (condition: Condition): string[] => {
    if (condition.event === 'pause') return [];
    const isSeveral = condition.event === 'all' || condition.event === 'any';
    return isSeveral ? condition.of.flatMap(waitsFor) : [condition.actor];
  };
  const edges = new Map(actors.map(({ name, start }) => [name, start === undefined ? [] : waitsFor(start)]));
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (done.has(name)) return;
    if (path.includes(name)) {
      const circle = [...path.slice(path.indexOf(name)), name];
      throw new SceneError({
        code: 'SCENE_CYCLE',
        message: `None of these actors can start, because each waits for the next: ${circle.join(', ')}.`,
        expected: 'an actor that starts at once, or waits for one that does',
        hint: `Change the start of ${name}.`,
      });
    }
    for (const next of edges.get(name) ?? []) visit(next, [...path, name]);
    done.add(name);
  };
  for (const { name } of actors) visit(name, []);
}
