/** Rules of checks: those that a part defines as queries, and those that its cases name. */
import type { QueryError } from '@wireside/trace';
import { compileQuery, compileShow, compileTemplate, SAMPLE_VALUES } from '@wireside/trace';
import { mapOf } from '../scene/values.ts';
import { CHECK_IDS, checksOf } from './judgeable.ts';
import type { Problem } from './problem.ts';
import { unknownName } from './problem.ts';
import type { FieldPath, YamlFile } from './yaml-file.ts';

/** Checks that a part may define; each is compiled when the part is read. */
const MAX_CHECKS = 100;

/** What reads the text of a field, with the error of one that is not valid. */
const COMPILERS: Readonly<Record<string, (text: string) => QueryError | undefined>> = {
  where: (text) => compileQuery(text, SAMPLE_VALUES).error,
  text: (text) => compileTemplate(text, SAMPLE_VALUES).error,
  expect: (text) => compileQuery(text, SAMPLE_VALUES).error,
  failed: (text) => compileTemplate(text, SAMPLE_VALUES).error,
  show: (text) => compileShow(text, SAMPLE_VALUES).error,
};

/** Problems of the checks that a part defines, and of those that its cases name. */
export function checkRules(file: YamlFile, part: Readonly<Record<string, unknown>>): Problem[] {
  const own = mapOf(part['checks']);
  const ofExercise = checksOf(part['exercise']);
  const known = [...(ofExercise ?? CHECK_IDS), ...Object.keys(own)];
  const cases = Array.isArray(part['cases']) ? part['cases'].map(mapOf) : [];
  return [
    ...(Object.keys(own).length > MAX_CHECKS
      ? [
          file.problem(['checks'], {
            message: `has ${Object.keys(own).length} checks.`,
            allowed: `at most ${MAX_CHECKS}`,
          }),
        ]
      : Object.entries(own).flatMap(([id, check]) =>
          definitionRules(file, id, mapOf(check), known, ofExercise),
        )),
    ...cases.flatMap((one, i) => unknownChecks(file, one['checks'], ['cases', i, 'checks'], known)),
    ...Object.keys(mapOf(part['hints'])).flatMap((id) =>
      known.includes(id) ? [] : [file.problem(['hints', id], unknownName('check', id, known), 'key')],
    ),
  ];
}

function definitionRules(
  file: YamlFile,
  id: string,
  check: Readonly<Record<string, unknown>>,
  known: readonly string[],
  ofExercise: readonly string[] = [],
): Problem[] {
  const path = ['checks', id];
  const others = known.filter((one) => one !== id);
  return [
    ...(ofExercise.includes(id)
      ? [
          file.problem(
            path,
            { message: `the exercise has a check "${id}" already.`, allowed: 'a name of its own' },
            'key',
          ),
        ]
      : []),
    ...unknownChecks(file, check['needs'], [...path, 'needs'], others),
    ...queryProblems(file, path, check),
    ...Object.entries(mapOf(check['reasons'])).flatMap(([name, reason]) =>
      queryProblems(file, [...path, 'reasons', name], mapOf(reason)),
    ),
  ];
}

/** The queries and sentences of a check or of a reason that are not valid. */
function queryProblems(
  file: YamlFile,
  path: FieldPath,
  fields: Readonly<Record<string, unknown>>,
): Problem[] {
  return Object.entries(COMPILERS).flatMap(([field, compile]) => {
    const text = fields[field];
    const error = typeof text === 'string' ? compile(text) : undefined;
    return error === undefined ? [] : [queryProblem(file, [...path, field], error)];
  });
}

/** What is wrong with a query, at the line and the column of the first character that is wrong. */
function queryProblem(file: YamlFile, path: FieldPath, error: QueryError): Problem {
  const { message, column, suggestion, allowed } = error;
  return file.problemInside(path, column - 1, {
    message,
    ...(suggestion === undefined ? {} : { near: suggestion }),
    ...(allowed === undefined ? {} : { allowed: allowed.join(', ') }),
  });
}

/** Names of checks that do not exist, or only in other exercises. */
function unknownChecks(file: YamlFile, list: unknown, path: FieldPath, known: readonly string[]): Problem[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((id: unknown, i) => {
    if (typeof id !== 'string' || known.includes(id)) return [];
    const what = CHECK_IDS.includes(id) ? 'check of this exercise' : 'check';
    return [file.problem([...path, i], unknownName(what, id, known))];
  });
}
