/** Rules of actors: what each is, its command line, its peer. */
import { MAX_ACTORS } from '@wireside/bench';
import { sceneActor, sceneActorNames } from '@wireside/peers';
import type { Problem } from '../content/problem.ts';
import { unknownName } from '../content/problem.ts';
import type { FieldPath } from '../content/yaml-file.ts';
import { formRules } from './form-rules.ts';
import { ACTOR_FORMS, CASE_ACTOR_FORMS, INPUT_FORMS } from './forms.ts';
import { optionRules } from './peer-options.ts';
import type { CheckedScene } from './checked-scene.ts';
import { mapOf } from './values.ts';
import { splitWords } from './words.ts';

/** Problems of all actors. */
export function actorRules(scene: CheckedScene): Problem[] {
  const { site, value, isCase } = scene;
  return [
    ...countRules(scene),
    ...Object.entries(mapOf(value['actors'])).flatMap(([name, actor]) => {
      const path = ['actors', name];
      const { run, peer, options, input } = mapOf(actor);
      return [
        ...formRules(site, path, actor, isCase ? CASE_ACTOR_FORMS : ACTOR_FORMS, {
          what: 'actor',
          several: 'two programs are two actors',
        }),
        ...commandRules(scene, [...path, 'run'], run),
        ...(typeof peer === 'string' && sceneActor(peer) === undefined
          ? [site.problem([...path, 'peer'], unknownName('peer', peer, sceneActorNames))]
          : []),
        ...(typeof peer === 'string' ? optionRules(site, [...path, 'options'], peer, options) : []),
        ...formRules(site, [...path, 'input'], input, INPUT_FORMS, { what: 'input' }),
      ];
    }),
  ];
}

/** A scene needs a program, and not too many actors. */
function countRules({ site, value, actors, isCase }: CheckedScene): Problem[] {
  if (!('actors' in value)) return [];
  if (actors.length > MAX_ACTORS) {
    return [
      site.problem(['actors'], { message: `has ${actors.length} actors.`, allowed: `at most ${MAX_ACTORS}` }),
    ];
  }
  const forms = Object.values(mapOf(value['actors'])).map(mapOf);
  if (isCase) {
    const count = forms.filter((actor) => 'program' in actor).length;
    if (count === 1) return [];
    return [
      site.problem(['actors'], {
        message: `has ${count === 0 ? 'no place' : `${count} places`} for the student's program.`,
        allowed: 'one actor with "program: student"',
      }),
    ];
  }
  if (forms.some((actor) => !('peer' in actor))) return [];
  const message = actors.length === 0 ? 'has no actors.' : 'has peers only.';
  return [site.problem(['actors'], { message, allowed: 'at least one program: an actor with "run"' })];
}

function commandRules({ site }: CheckedScene, path: FieldPath, run: unknown): Problem[] {
  if (typeof run !== 'string') return [];
  const words = splitWords(run);
  return 'words' in words ? [] : [site.problem(path, { message: `${words.problem}.`, allowed: words.fix })];
}
