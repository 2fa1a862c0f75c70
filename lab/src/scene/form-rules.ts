/** Finds which form a mapping has (`printed: alice` makes it a condition of that kind), and the keys that do not belong to it. */
import type { Finding, Problem } from '../content/problem.ts';
import type { FieldPath } from '../content/yaml-file.ts';
import type { Forms } from './forms.ts';
import { keysOf } from './forms.ts';
import type { SceneSite } from './checked-scene.ts';
import { mapOf } from './values.ts';

/** What a mapping is called in a problem, and what to write if it should say more than one thing. */
export interface FormNames {
  /** `condition`. */
  readonly what: string;
  /** What to do instead of two in one: `a list of conditions waits for all of them`. */
  readonly several?: string;
}

/** Problems of a mapping that must have one of some forms. Keys that no form has are reported with the shape of the file. */
export function formRules(
  site: SceneSite,
  path: FieldPath,
  value: unknown,
  forms: Forms,
  { what, several }: FormNames,
): Problem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const map = mapOf(value);
  const keys = Object.keys(map);
  const heads = keys.filter((key) => Object.hasOwn(forms, key));
  const known = Object.keys(forms).join(', ');
  const [head, other] = heads;
  const ofForms = new Set(Object.keys(forms).flatMap((each) => keysOf(forms, each)));
  if (head === undefined) {
    // A misspelled key is reported with the shape of the file.
    if (keys.some((key) => !ofForms.has(key))) return [];
    return [site.problem(path, { message: `does not say what the ${what} is.`, allowed: `one of ${known}` })];
  }
  if (other !== undefined) {
    const finding: Finding = {
      message: `"${head}" and "${other}" cannot be in one ${what}.`,
      allowed: `one of ${known}${several === undefined ? '' : `; ${several}`}`,
    };
    return [site.problem([...path, other], finding, 'key')];
  }
  const own = keysOf(forms, head);
  const misplaced = keys.filter((key) => ofForms.has(key) && !own.includes(key));
  const missing = (forms[head]?.needs ?? []).filter((key) => !Object.hasOwn(map, key));
  return [
    ...misplaced.map((key) =>
      site.problem(
        [...path, key],
        { message: `"${key}" does not belong to "${head}".`, allowed: own.join(', ') },
        'key',
      ),
    ),
    ...missing.map((key) =>
      site.problem([...path, head], { message: `"${head}" needs "${key}" beside it.` }, 'key'),
    ),
  ];
}
