/** The error of a scene that cannot be played as it is written. */

/** What a scene's error says. */
export interface SceneErrorFacts {
  /** Stable, upper case, begins with `SCENE_`. */
  readonly code: string;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** What was expected. */
  readonly expected: string;
  /** How to fix it. */
  readonly hint: string;
}

/** A scene cannot be played as it is written; {@link SceneErrorFacts} describes its properties. */
export class SceneError extends Error {
  override name = 'SceneError';
  readonly code: string;
  readonly expected: string;
  readonly hint: string;

  constructor(facts: SceneErrorFacts) {
    super(facts.message);
    this.code = facts.code;
    this.expected = facts.expected;
    this.hint = facts.hint;
  }
}
