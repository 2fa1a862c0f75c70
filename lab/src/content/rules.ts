/** What must hold between the fields of a lab.yaml and a part.yaml; checked on any value, so that all problems show. */
import { isPeerName } from '@wireside/peers';
import { optionRules } from '../scene/peer-options.ts';
import type { SceneSite } from '../scene/checked-scene.ts';
import { hostsIn, sceneRules } from '../scene/rules.ts';
import { mapOf } from '../scene/values.ts';
import { hostWithName, mergeScenes, whereWritten } from './case-scene.ts';
import { checkRules } from './check-rules.ts';
import { RESERVED_OPTIONS, serversOf } from './judgeable.ts';
import type { Problem } from './problem.ts';
import { unknownName } from './problem.ts';
import type { LabContent } from './schema.ts';
import type { FieldPath, YamlFile } from './yaml-file.ts';

/** Rules of a lab.yaml. @param folder the name of its folder */
export function labRules(file: YamlFile, folder: string): Problem[] {
  const lab = mapOf(file.value);
  const editions = mapOf(lab['editions']);
  return [
    ...hasFolderName(file, lab, folder, 'lab'),
    ...listedTwice(file, lab['parts'], ['parts']),
    ...Object.entries(mapOf(lab['hosts'])).flatMap(([host, names]) =>
      listedTwice(file, names, ['hosts', host]),
    ),
    ...isListed(file, ['defaultEdition'], lab['defaultEdition'], Object.keys(editions), 'edition'),
    ...Object.entries(editions).flatMap(([id, edition]) =>
      Object.entries(mapOf(mapOf(edition)['peers'])).flatMap(([peer, options]) =>
        optionRules(file, ['editions', id, 'peers', peer], peer, options),
      ),
    ),
  ];
}

/**
 * Rules of a part.yaml.
 * @param folder the name of its folder
 * @param lab the lab that it belongs to; undefined where that one has problems of its own
 */
export function partRules(file: YamlFile, folder: string, lab: LabContent | undefined): Problem[] {
  const part = mapOf(file.value);
  const cases = Array.isArray(part['cases']) ? part['cases'].map(mapOf) : [];
  return [
    ...hasFolderName(file, part, folder, 'part'),
    ...usedTwice(
      file,
      cases.map(({ id }) => id),
    ),
    ...cases.flatMap((one, i) => [
      ...listedTwice(file, one['checks'], ['cases', i, 'checks']),
      ...caseRules(file, part, one, i),
    ]),
    ...checkRules(file, part),
    ...languageCommands(file, part['languages']),
    ...(lab === undefined ? [] : rulesOfLab(file, part, lab)),
  ];
}

/** The scene of a case, merged with that of the part, and what only a case may not do. */
function caseRules(
  file: YamlFile,
  part: Readonly<Record<string, unknown>>,
  one: Readonly<Record<string, unknown>>,
  i: number,
): Problem[] {
  const scene = mergeScenes(part['scene'], one);
  const servers = serversOf(part['exercise']);
  const site: SceneSite = {
    problem: (path, finding, at) =>
      file.problem(whereWritten(part['scene'], one, path, ['cases', i]), finding, at),
  };
  return [
    ...sceneRules(site, scene, true),
    ...Object.entries(mapOf(scene['actors'])).flatMap(([name, actor]) => {
      const { peer, options } = mapOf(actor);
      const isUnknown = typeof peer === 'string' && isPeerName(peer) && !servers.includes(peer);
      return [
        ...reservedRules(site, ['actors', name, 'options'], options),
        ...(isUnknown
          ? [site.problem(['actors', name, 'peer'], unknownName('server of this exercise', peer, servers))]
          : []),
      ];
    }),
  ];
}

/** Options that a case cannot set. */
function reservedRules(site: SceneSite, path: FieldPath, options: unknown): Problem[] {
  return Object.keys(mapOf(options))
    .filter((name) =>
      RESERVED_OPTIONS.some((option) => option.toLowerCase() === name.replaceAll(/[-_]/g, '').toLowerCase()),
    )
    .map((name) =>
      site.problem(
        [...path, name],
        { message: 'is set by the edition or by the run, not by a case.' },
        'key',
      ),
    );
}

/** What a part takes from its lab: names of editions and of hosts. */
function rulesOfLab(file: YamlFile, part: Record<string, unknown>, lab: LabContent): Problem[] {
  const known = Object.keys(lab.editions);
  const editions = mapOf(part['editions']);
  const names = Object.keys(editions);
  const unknown = names.filter((name) => !known.includes(name));
  const lacksDefault = Object.hasOwn(part, 'editions') && !names.includes(lab.defaultEdition);
  return [
    ...unknown.map((name) => file.problem(['editions', name], unknownName('edition', name, known), 'key')),
    ...(lacksDefault
      ? [
          file.problem(['editions'], {
            message: `"${lab.defaultEdition}" is missing; lab.yaml makes it the default edition.`,
          }),
        ]
      : []),
    ...isListed(file, ['serverName'], part['serverName'], Object.values(lab.hosts).flat(), 'host name'),
    ...serverHostRules(file, part, lab),
  ];
}

/** Cases in which nobody has the name that the program is given: it could not even ask whether a server listens. */
function serverHostRules(file: YamlFile, part: Record<string, unknown>, lab: LabContent): Problem[] {
  const { serverName, cases } = part;
  const host = hostWithName(lab, serverName);
  if (host === undefined || !Array.isArray(cases)) return [];
  return cases.flatMap((one: unknown, i) => {
    const hosts = hostsIn(mergeScenes(part['scene'], one));
    if (hosts.length === 0 || hosts.includes(host) || hosts.includes('localhost')) return [];
    const problem = {
      message: `no host of this case is ${host}, which has the name ${String(serverName)}.`,
      allowed: `"hosts: { ${host}: }" in the scene: then the host is there, even where nothing runs on it`,
    };
    return [file.problem(['cases', i], problem)];
  });
}

function hasFolderName(
  file: YamlFile,
  { id }: Record<string, unknown>,
  folder: string,
  what: string,
): Problem[] {
  if (typeof id !== 'string' || id === folder) return [];
  return [
    file.problem(['id'], {
      message: `${JSON.stringify(id)} is not the name of the ${what}'s folder.`,
      allowed: folder,
    }),
  ];
}

function isListed(
  file: YamlFile,
  path: FieldPath,
  name: unknown,
  known: readonly string[],
  what: string,
): Problem[] {
  if (typeof name !== 'string' || known.includes(name)) return [];
  return [file.problem(path, unknownName(what, name, known))];
}

function listedTwice(file: YamlFile, list: unknown, path: FieldPath): Problem[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, i) =>
    typeof item === 'string' && list.indexOf(item) < i
      ? [file.problem([...path, i], { message: `${JSON.stringify(item)} is listed twice.` })]
      : [],
  );
}

/** Ids of cases that another case has already. */
function usedTwice(file: YamlFile, ids: readonly unknown[]): Problem[] {
  return ids.flatMap((id, i) => {
    const first = ids.indexOf(id);
    if (typeof id !== 'string' || first === i) return [];
    const line = file.line(['cases', first, 'id']);
    return [
      file.problem(['cases', i, 'id'], {
        message: `${JSON.stringify(id)} is already used by the case on line ${line}.`,
      }),
    ];
  });
}

/** Placeholders in the commands of languages. */
const PLACEHOLDERS = ['file', 'name'];

function languageCommands(file: YamlFile, languages: unknown): Problem[] {
  if (!Array.isArray(languages)) return [];
  return languages.flatMap((language: unknown, i) =>
    ['build', 'run'].flatMap((field) => {
      const words = mapOf(language)[field];
      if (!Array.isArray(words)) return [];
      return words.flatMap((word: unknown, place) =>
        [...String(word).matchAll(/\{(\w+)\}/g)]
          .filter(([, name]) => !PLACEHOLDERS.includes(name!))
          .map(([, name]) =>
            file.problem(['languages', i, field, place], unknownName('placeholder', name!, PLACEHOLDERS)),
          ),
      );
    }),
  );
}
