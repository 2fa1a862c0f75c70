/** What must hold between the keys of a scene; checked on any value, so that all problems show at once. */
import { MAX_HOSTS } from '@wireside/bench';
import type { Problem } from '../content/problem.ts';
import { actorRules } from './actor-rules.ts';
import type { CheckedScene, SceneSite } from './checked-scene.ts';
import { happeningRules } from './happening-rules.ts';
import { impairmentRules } from './impairment-rules.ts';
import { mapOf } from './values.ts';

/** All problems of a scene, except those of its shape. */
export function sceneRules(site: SceneSite, content: unknown, isCase: boolean): Problem[] {
  const value = mapOf(content);
  const scene = { site, value, actors: Object.keys(mapOf(value['actors'])), hosts: hostsIn(value), isCase };
  return [...hostRules(scene), ...actorRules(scene), ...happeningRules(scene), ...impairmentRules(scene)];
}

/** The hosts of a scene in the order of their addresses; see `hostNames` for one without problems. */
export function hostsIn(value: Readonly<Record<string, unknown>>): string[] {
  const named = Object.entries(mapOf(value['actors'])).map(([name, actor]) => {
    const { on } = mapOf(actor);
    return typeof on === 'string' ? on : name;
  });
  return [...new Set([...Object.keys(mapOf(value['hosts'])), ...named])];
}

function hostRules(scene: CheckedScene): Problem[] {
  const { site, value, hosts } = scene;
  const problems: Problem[] = [];
  const declared = mapOf(value['hosts']);
  const at = 'hosts' in value ? ['hosts'] : ['actors'];
  if (hosts.length > MAX_HOSTS) {
    problems.push(
      site.problem(at, {
        message: `the scene has ${hosts.length} hosts: ${hosts.slice(0, 12).join(', ')}.`,
        allowed: `at most ${MAX_HOSTS}; "on: NAME" puts an actor on the host of another`,
      }),
    );
  }
  if (hosts.includes('localhost') && hosts.length > 1) {
    const others = hosts.filter((name) => name !== 'localhost').join(', ');
    problems.push(
      site.problem('localhost' in declared ? ['hosts', 'localhost'] : ['actors'], {
        message: `the host localhost cannot be on a network with other hosts (${others}).`,
        allowed: 'every actor with "on: localhost", or none',
      }),
    );
  }
  return [...problems, ...nameRules(scene, declared)];
}

/** Names that two hosts have. */
function nameRules({ site, hosts }: CheckedScene, declared: Readonly<Record<string, unknown>>): Problem[] {
  const owners = new Map(hosts.map((host) => [`${host}.lab`, host]));
  return Object.entries(declared).flatMap(([host, settings]) => {
    const { names } = mapOf(settings);
    if (!Array.isArray(names)) return [];
    return names.flatMap((name: unknown, i) => {
      const owner = owners.get(String(name));
      owners.set(String(name), host);
      if (owner === undefined || typeof name !== 'string') return [];
      const message = `${JSON.stringify(name)} is already a name of the host ${owner}.`;
      return [site.problem(['hosts', host, 'names', i], { message })];
    });
  });
}
