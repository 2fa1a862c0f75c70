/** The scene of a case: that of its part, with what the case says about it. */
import type { SceneDescription } from '../scene/make-scene.ts';
import { mapOf } from '../scene/values.ts';
import type { CaseScene } from '../scene/schema.ts';
import { caseScene } from '../scene/schema.ts';
import type { LabContent } from './schema.ts';
import type { FieldPath } from './yaml-file.ts';

/** The keys of a case that belong to its scene. */
const KEYS = Object.keys(caseScene);
/** What a case says of a host or an actor of its part that it does not have. */
const ABSENT = 'absent';

/** The host of a lab that has this name; undefined where none has. */
export function hostWithName({ hosts }: Pick<LabContent, 'hosts'>, name: unknown): string | undefined {
  return Object.entries(hosts).find(([, names]) => (names as readonly unknown[]).includes(name))?.[0];
}

/** The scene of a case without problems. */
export function sceneOfCase(part: CaseScene, own: CaseScene): SceneDescription {
  return mergeScenes(part, own) as unknown as SceneDescription;
}

/**
 * Adds what a case says to the scene of its part, whatever they hold. Hosts and actors are merged key by key, and so are
 * options and limits; steps and impairments of a case replace those of the part.
 */
export function mergeScenes(part: unknown, own: unknown): Record<string, unknown> {
  const [of, by] = [mapOf(part), mapOf(own)];
  const merged: Record<string, unknown> = {};
  for (const key of KEYS) {
    if (!Object.hasOwn(of, key) && !Object.hasOwn(by, key)) continue;
    if (key === 'hosts' || key === 'actors') merged[key] = mergeNamed(mapOf(of[key]), mapOf(by[key]));
    else merged[key] = mergeField(key, of[key], by[key]);
  }
  return merged;
}

function mergeNamed(
  part: Readonly<Record<string, unknown>>,
  own: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const names = [...new Set([...Object.keys(part), ...Object.keys(own)])];
  return Object.fromEntries(
    names
      .map((name) => [name, mergeEntry(part[name], own[name])] as const)
      .filter(([, value]) => value !== ABSENT),
  );
}

/** A host or an actor. */
function mergeEntry(part: unknown, own: unknown): unknown {
  if (own === undefined) return part;
  if (own === ABSENT) return ABSENT;
  if (part === undefined || part === ABSENT) return own;
  const [of, by] = [mapOf(part), mapOf(own)];
  const keys = new Set([...Object.keys(of), ...Object.keys(by)]);
  return Object.fromEntries([...keys].map((key) => [key, mergeField(key, of[key], by[key])]));
}

function mergeField(key: string, part: unknown, own: unknown): unknown {
  if (own === undefined) return part;
  return part !== undefined && (key === 'options' || key === 'limits')
    ? { ...mapOf(part), ...mapOf(own) }
    : own;
}

/** Where a field of a merged scene is written: in the case if it says anything about it, else in the part. */
export function whereWritten(part: unknown, own: unknown, path: FieldPath, ofCase: FieldPath): FieldPath {
  return depthOf(own, path) >= depthOf(part, path) ? [...ofCase, ...path] : ['scene', ...path];
}

/** How many steps of a path a value has. */
function depthOf(value: unknown, path: FieldPath): number {
  let inside: unknown = value;
  for (const [i, step] of path.entries()) {
    if (typeof inside !== 'object' || inside === null || !Object.hasOwn(inside, step)) return i;
    inside = (inside as Record<string | number, unknown>)[step];
  }
  return path.length;
}
