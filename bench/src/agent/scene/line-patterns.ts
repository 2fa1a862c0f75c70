/** Which lines of the actors' outputs a scene waits for, and which of them have been printed. */
import { compileRegex, Regex } from '@wireside/wire';
import type { Condition, Scene } from '../../request.ts';

/** Maximum characters of a line that are compared with patterns. */
const MAX_LINE = 16 * 1024;

/** A pattern as a scene means it: with the case of letters, unlike those of display filters. */
export function compilePattern(source: string): Regex | { problem: string; suggestion: string | undefined } {
  return compileRegex(`(?-i)${source}`, 'text');
}

/** All conditions of a scene, with those inside others. */
export function conditionsOf({ actors, steps }: Pick<Scene, 'actors' | 'steps'>): Condition[] {
  const within = (condition: Condition): Condition[] =>
    condition.event === 'all' || condition.event === 'any' ? condition.of.flatMap(within) : [condition];
  const all = [
    ...actors.flatMap(({ start }) => (start === undefined ? [] : [start])),
    ...steps.map(({ when }) => when),
  ];
  return all.flatMap(within);
}

/** The patterns of a scene that have not matched yet, by actor. */
export class LinePatterns {
  readonly #waiting = new Map<string, Map<string, Regex>>();

  constructor(scene: Pick<Scene, 'actors' | 'steps'>) {
    for (const condition of conditionsOf(scene)) {
      if (condition.event !== 'printed') continue;
      const pattern = compilePattern(condition.line);
      if (!(pattern instanceof Regex)) continue; // refused when the scene was checked
      const patterns = this.#waiting.get(condition.actor) ?? new Map<string, Regex>();
      this.#waiting.set(condition.actor, patterns.set(condition.line, pattern));
    }
  }

  /** Whether an actor has printed a line that matches. */
  hasPrinted(actor: string, line: string): boolean {
    return this.#waiting.get(actor)?.has(line) !== true;
  }

  /** Takes a line that an actor printed. Returns whether it is the first that matches a pattern. */
  take(actor: string, bytes: Uint8Array): boolean {
    const patterns = this.#waiting.get(actor);
    if (patterns === undefined || patterns.size === 0) return false;
    const text = Buffer.from(bytes.subarray(0, MAX_LINE)).toString();
    let hasMatched = false;
    for (const [line, pattern] of patterns) {
      if (!pattern.test(text)) continue;
      patterns.delete(line);
      hasMatched = true;
    }
    return hasMatched;
  }
}
