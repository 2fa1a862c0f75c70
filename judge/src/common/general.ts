/** What the rules about all programs find wrong with a program. */
import type { Model } from '@wireside/trace';
import { findings } from '@wireside/trace';
import type { DiagnosisVerdict } from '../verdict.ts';

const KNOWN = new WeakMap<Model, readonly DiagnosisVerdict[]>();

/** What is wrong with the first program of a run or with its network, in the order in which the rules report it. */
export function generalReasons(model: Model): readonly DiagnosisVerdict[] {
  let found = KNOWN.get(model);
  if (found === undefined) {
    const { name } = model.program;
    found = findings(model)
      .filter(({ severity, actor }) => severity === 'wrong' && (actor === undefined || actor === name))
      .map(({ rule, text, change, evidence }) => ({
        id: rule,
        text: change === undefined ? text : `${text} ${change}`,
        evidence,
      }));
    KNOWN.set(model, found);
  }
  return found;
}

/** What a rule about all programs finds; undefined where it finds nothing. */
export const generalReason = (model: Model, rule: string): DiagnosisVerdict | undefined =>
  generalReasons(model).find(({ id }) => id === rule);
