/** Checks that a lab defines: queries over the run. */
import { compileQuery, compileShow, compileTemplate } from '@wireside/trace';
import type { Check, Outcome, Seen } from './check.ts';
import type { DiagnosisVerdict } from './verdict.ts';

/** A check as a lab defines it; its texts are valid, see `queryProblems` in lab. */
export interface QueryCheck {
  /** What is expected, in words. */
  readonly title: string;
  /** Ids of the checks that must pass first. */
  readonly needs: readonly string[];
  /** The query that holds for a correct program. */
  readonly expect: string;
  /** What is told where it does not hold: a sentence with queries in braces. */
  readonly failed: string;
  /** The records that show it, such as `calls: call.name == "bind"`. */
  readonly show?: string | undefined;
  /** Why it may fail, by the ids of the reasons: the first whose query holds is told. */
  readonly reasons?: Readonly<Record<string, QueryReason>>;
}

/** A reason for a failed check, as a lab defines it. */
export interface QueryReason {
  /** The query that holds where it is the reason. */
  readonly where: string;
  /** What is told: sentences with queries in braces. */
  readonly text: string;
  /** The records that show it. */
  readonly show?: string | undefined;
}

/** The check of a definition. It is inconclusive where the run lacks what it asks about. */
export function checkOf({ title, needs, expect, failed, show, reasons = {} }: QueryCheck): Check<Seen> {
  return {
    needs,
    title: () => title,
    ask: ({ model, case: { values = {} } }): Outcome => {
      const { query, error } = compileQuery(expect, values);
      if (error) return unknown(title, `the check cannot be made in this case: ${error.message}`);
      const answer = query.ask(model);
      if (answer.holds === undefined) return unknown(title, answer.unknown);
      const evidence = show === undefined ? [] : (compileShow(show, values).show?.evidence(model) ?? []);
      if (answer.holds) return { result: 'pass', expected: title, got: 'that is so', evidence };
      const got = compileTemplate(failed, values).template;
      return { result: 'fail', expected: title, got: got?.fill(model) ?? failed, evidence };
    },
    reasons: (seen) => {
      for (const [id, reason] of Object.entries(reasons)) {
        const told = reasonIn(seen, reason);
        if (told !== undefined) return [{ id, ...told }];
      }
      return [];
    },
  };
}

/** A reason, where its query holds in a run. */
function reasonIn(
  { model, case: { values = {} } }: Seen,
  { where, text, show }: QueryReason,
): Omit<DiagnosisVerdict, 'id'> | undefined {
  if (compileQuery(where, values).query?.ask(model).holds !== true) return undefined;
  const filled = compileTemplate(text, values).template?.fill(model);
  if (filled === undefined) return undefined;
  const evidence = show === undefined ? [] : (compileShow(show, values).show?.evidence(model) ?? []);
  return { text: filled, evidence };
}

function unknown(expected: string, got: string): Outcome {
  return { result: 'inconclusive', expected, got, evidence: [] };
}
