/** A scene while it is checked, and where it stands in its file. */
import type { Finding, Problem } from '../content/problem.ts';
import type { FieldPath } from '../content/yaml-file.ts';

/** Where a scene stands: makes a problem of one of its fields, with the place in the file. */
export interface SceneSite {
  problem(path: FieldPath, finding: Finding, at?: 'key' | 'value'): Problem;
}

/** A scene that is checked. */
export interface CheckedScene {
  readonly site: SceneSite;
  /** Its keys, whatever they hold. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Names of the actors and hosts. */
  readonly actors: readonly string[];
  readonly hosts: readonly string[];
  /** Whether one actor is the student's program. */
  readonly isCase: boolean;
}
