/** Rules of impairments: percentages, display filters, directions. */
import { compileFilter } from '@wireside/wire';
import type { Problem } from '../content/problem.ts';
import { unknownName } from '../content/problem.ts';
import type { FieldPath } from '../content/yaml-file.ts';
import { formRules } from './form-rules.ts';
import { IMPAIRMENT_FORMS } from './forms.ts';
import type { CheckedScene } from './checked-scene.ts';
import { itemsOf, mapOf } from './values.ts';

/** Problems of all impairments. */
export function impairmentRules(scene: CheckedScene): Problem[] {
  return itemsOf(scene.value['impairments']).flatMap(([place, impairment]) => {
    const path = ['impairments', ...place];
    const { from, to, drop, loss } = mapOf(impairment);
    return [
      ...formRules(scene.site, path, impairment, IMPAIRMENT_FORMS, {
        what: 'impairment',
        several: 'each is an item of the list',
      }),
      ...hostNamed(scene, [...path, 'from'], from),
      ...hostNamed(scene, [...path, 'to'], to),
      ...(from !== undefined && from === to
        ? [
            scene.site.problem([...path, 'to'], {
              message: 'is the same host as "from".',
              allowed: 'another host',
            }),
          ]
        : []),
      ...filterRules(scene, [...path, 'drop'], drop),
      ...(typeof loss === 'string' && Number.parseFloat(loss) > 100
        ? [
            scene.site.problem([...path, 'loss'], {
              message: `${loss} is not allowed.`,
              allowed: 'at most 100%',
            }),
          ]
        : []),
    ];
  });
}

function hostNamed({ site, hosts }: CheckedScene, path: FieldPath, name: unknown): Problem[] {
  if (typeof name !== 'string' || hosts.includes(name)) return [];
  return [site.problem(path, unknownName('host', name, hosts))];
}

function filterRules({ site }: CheckedScene, path: FieldPath, filter: unknown): Problem[] {
  if (typeof filter !== 'string') return [];
  const { error } = compileFilter(filter);
  if (error === undefined) return [];
  return [
    site.problem(path, {
      message: `not a display filter: column ${error.column}: ${error.message}`,
      ...(error.suggestion === undefined ? {} : { near: error.suggestion }),
    }),
  ];
}
