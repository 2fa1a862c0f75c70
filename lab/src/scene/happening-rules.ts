/** Rules of conditions and actions: what an actor's start waits for, and the steps. */
import { sceneActor } from '@wireside/peers';
import { compileRegex, Regex } from '@wireside/wire';
import type { Problem } from '../content/problem.ts';
import { unknownName } from '../content/problem.ts';
import type { FieldPath } from '../content/yaml-file.ts';
import { formRules } from './form-rules.ts';
import { ACTION_FORMS, CONDITION_FORMS } from './forms.ts';
import type { CheckedScene } from './checked-scene.ts';
import { itemsOf, mapOf } from './values.ts';

/** Conditions that name an actor. */
const ABOUT_ACTORS = ['listening', 'accepted', 'connected', 'printed', 'ended'] as const;
/** The longest pause, s. */
const MAX_PAUSE = 3600;
const TEXT_OF_PAUSE = /^(\d+(?:\.\d+)?) ?(ms|s)$/;

/** Problems of all starts and steps. */
export function happeningRules(scene: CheckedScene): Problem[] {
  const actors = Object.entries(mapOf(scene.value['actors']));
  return [
    ...actors.flatMap(([name, actor]) => [
      ...conditionRules(scene, ['actors', name, 'start'], mapOf(actor)['start']),
      ...startsBefore(scene, name, mapOf(actor)['start']),
    ]),
    ...circleRules(scene),
    ...itemsOf(scene.value['steps']).flatMap(([place, step]) => {
      const path = ['steps', ...place];
      const { when, do: actions } = mapOf(step);
      return [
        ...conditionRules(scene, [...path, 'when'], when),
        ...itemsOf(actions).flatMap(([at, action]) => actionRules(scene, [...path, 'do', ...at], action)),
      ];
    }),
  ];
}

function conditionRules(scene: CheckedScene, path: FieldPath, conditions: unknown): Problem[] {
  return itemsOf(conditions).flatMap(([place, condition]) => {
    const at = [...path, ...place];
    const { line, printed, pause } = mapOf(condition);
    return [
      ...formRules(scene.site, at, condition, CONDITION_FORMS, {
        what: 'condition',
        several: 'a list of conditions waits for all of them',
      }),
      ...ABOUT_ACTORS.flatMap((event) => actorNamed(scene, [...at, event], mapOf(condition)[event])),
      ...patternRules(scene, [...at, 'line'], line),
      ...(peerKind(scene, printed) === 'server'
        ? [
            scene.site.problem([...at, 'printed'], {
              message: `${String(printed)} is a server of Wireside, which prints nothing.`,
              allowed: 'a program, or a client of Wireside',
            }),
          ]
        : []),
      ...pauseRules(scene, [...at, 'pause'], pause),
    ];
  });
}

function actionRules(scene: CheckedScene, path: FieldPath, action: unknown): Problem[] {
  const { type, to, signal } = mapOf(action);
  const closed = mapOf(action)['close-input'];
  const target = type === undefined ? closed : to;
  return [
    ...formRules(scene.site, path, action, ACTION_FORMS, {
      what: 'action',
      several: 'a step may have a list of actions',
    }),
    ...actorNamed(scene, [...path, 'to'], to),
    ...actorNamed(scene, [...path, 'close-input'], closed),
    ...['wire-down', 'wire-up'].flatMap((key) => wireRules(scene, [...path, key], mapOf(action)[key])),
    ...inputRules(scene, [...path, type === undefined ? 'close-input' : 'to'], target),
    ...(typeof signal === 'string' && signal !== 'SIGINT' && peerKind(scene, to) !== undefined
      ? [
          scene.site.problem([...path, 'signal'], {
            message: `${String(to)} is a peer of Wireside, not a process.`,
            allowed: 'SIGINT, which ends it as Ctrl-C does',
          }),
        ]
      : []),
    ...(typeof type === 'string' && /[\r\n]/.test(type)
      ? [
          scene.site.problem([...path, 'type'], {
            message: 'has more than one line.',
            allowed: 'an action for each line',
          }),
        ]
      : []),
  ];
}

function actorNamed({ site, actors }: CheckedScene, path: FieldPath, name: unknown): Problem[] {
  if (typeof name !== 'string' || actors.includes(name)) return [];
  return [site.problem(path, unknownName('actor', name, actors))];
}

function peerKind({ value }: CheckedScene, actor: unknown): 'server' | 'client' | undefined {
  const { peer } = mapOf(typeof actor === 'string' ? mapOf(value['actors'])[actor] : undefined);
  return typeof peer === 'string' ? sceneActor(peer)?.role : undefined;
}

/** A line can be typed only where something reads it. */
function inputRules(scene: CheckedScene, path: FieldPath, actor: unknown): Problem[] {
  if (typeof actor !== 'string') return [];
  const { input } = mapOf(mapOf(scene.value['actors'])[actor]);
  if (input === undefined || input === 'open') return [];
  const message = `the input of ${actor} is not what the steps type.`;
  return [scene.site.problem(path, { message, allowed: `"input: open" for ${actor}, or no input at all` })];
}

function wireRules({ site, hosts }: CheckedScene, path: FieldPath, host: unknown): Problem[] {
  if (typeof host !== 'string') return [];
  if (!hosts.includes(host)) return [site.problem(path, unknownName('host', host, hosts))];
  return host === 'localhost' ? [site.problem(path, { message: 'the host localhost has no wire.' })] : [];
}

function patternRules({ site }: CheckedScene, path: FieldPath, line: unknown): Problem[] {
  if (typeof line !== 'string') return [];
  // As the bench reads it: with the case of letters, and without what could take forever.
  const pattern = compileRegex(`(?-i)${line}`, 'text');
  if (pattern instanceof Regex) return [];
  return [
    site.problem(path, {
      message: `not a regular expression: ${pattern.problem}`,
      allowed:
        pattern.suggestion ??
        String.raw`text; a backslash makes . * + ? ( ) [ ] { } | ^ $ ordinary characters`,
    }),
  ];
}

function pauseRules({ site }: CheckedScene, path: FieldPath, pause: unknown): Problem[] {
  const [, number, unit] = typeof pause === 'string' ? (TEXT_OF_PAUSE.exec(pause) ?? []) : [];
  if (number === undefined || Number(number) / (unit === 'ms' ? 1000 : 1) <= MAX_PAUSE) return [];
  return [
    site.problem(path, { message: `${String(pause)} is too long.`, allowed: `at most ${MAX_PAUSE} s` }),
  ];
}

/** The actors that a start waits for. */
function awaited(start: unknown): string[] {
  return itemsOf(start).flatMap(([, condition]) =>
    ABOUT_ACTORS.flatMap((event) => {
      const name = mapOf(condition)[event];
      return typeof name === 'string' ? [name] : [];
    }),
  );
}

/** An actor that waits for itself. */
function startsBefore({ site }: CheckedScene, name: string, start: unknown): Problem[] {
  return awaited(start).includes(name)
    ? [
        site.problem(['actors', name, 'start'], {
          message: `${name} waits for itself, so it would never start.`,
        }),
      ]
    : [];
}

/** Actors that wait for each other, so that none of them starts; each circle is reported once. */
function circleRules({ site, value }: CheckedScene): Problem[] {
  const waits = new Map(
    Object.entries(mapOf(value['actors'])).map(([name, actor]) => [name, awaited(mapOf(actor)['start'])]),
  );
  const done = new Set<string>();
  const problems: Problem[] = [];
  const visit = (name: string, way: readonly string[]): void => {
    if (way.includes(name)) {
      const circle = way.slice(way.indexOf(name));
      if (circle.length > 1) {
        const [second = '', ...rest] = [...circle.slice(1), name];
        const text = [`${circle[0]} waits for ${second}`, ...rest].join(', which waits for ');
        problems.push(
          site.problem(['actors', name, 'start'], { message: `${text}, so none of them would start.` }),
        );
      }
      return;
    }
    if (done.has(name)) return;
    for (const other of waits.get(name) ?? []) visit(other, [...way, name]);
    done.add(name);
  };
  for (const name of waits.keys()) visit(name, []);
  return problems;
}
