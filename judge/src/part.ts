/** A part as the judge knows it: its facts, checks and diagnoses; and how they become a verdict. */
import type { Model } from '@wireside/trace';
import { generalReasons } from './common/general.ts';
import type { Edition, PartCase } from './case.ts';
import type { Asked, Check, Seen } from './check.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { QueryCheck } from './query-check.ts';
import { checkOf } from './query-check.ts';
import type { CaseVerdict, CheckVerdict, DiagnosisVerdict, Result } from './verdict.ts';
import { combine } from './verdict.ts';

/** A part that can be judged. It is pure: it knows a run only by its model. */
export interface Part {
  readonly id: string;
  /** Ids that a case may name in `checks`. */
  readonly checkIds: readonly string[];
  /** Ids of the misconceptions that it recognizes. */
  readonly diagnosisIds: readonly string[];
  /** Judges the run of a case. @throws TypeError when the case names a check that the part does not have. */
  judge(model: Model, partCase: PartCase, edition: Edition): CaseVerdict;
  /** The verdict on a run that says nothing about the program, with the reason. @throws TypeError as above. */
  inconclusive(partCase: PartCase, edition: Edition, reason: string): CaseVerdict;
  /** The verdict on a case that was not run, because of what others showed. @throws TypeError as above. */
  notRun(partCase: PartCase, edition: Edition, reason: string): CaseVerdict;
  /** The same part with more checks, by their ids, which a lab defines as queries; none has the id of one of its own. */
  withChecks(checks: Readonly<Record<string, QueryCheck>>): Part;
}

/** What a part is made of. The keys of `checks` and `diagnoses` are their ids, in the order in which they are reported. */
export interface PartRules<Facts extends Seen, CheckId extends string, DiagnosisId extends string> {
  readonly id: string;
  /** What the checks and diagnoses look at. */
  gather(model: Model, partCase: PartCase, edition: Edition): Facts;
  readonly checks: Readonly<Record<CheckId, Check<NoInfer<Facts>, NoInfer<CheckId>>>>;
  readonly diagnoses: Readonly<
    Record<DiagnosisId, Diagnosis<NoInfer<Facts>, NoInfer<CheckId>, NoInfer<DiagnosisId>>>
  >;
  /** Other observations, a sentence each; they do not affect the score. */
  notes(facts: NoInfer<Facts>): string[];
  /** Rules about all programs that find what the part's network does on purpose: that is no reason for a failed check. */
  readonly onPurpose?: readonly string[];
  /** Why the run says nothing about the program, if so. */
  reasonNotToJudge(facts: NoInfer<Facts>): string | undefined;
}

/** Makes a part from its rules. A name in `needs` or `unless` that the part does not have does not compile. */
export function definePart<Facts extends Seen, CheckId extends string, DiagnosisId extends string>(
  rules: PartRules<Facts, CheckId, DiagnosisId>,
): Part {
  return new RuledPart(rules);
}

/** A check with its id. */
type NamedCheck<Facts> = readonly [id: string, check: Check<Facts>];

/** A part that is judged by its rules. */
class RuledPart<Facts extends Seen, CheckId extends string, DiagnosisId extends string> implements Part {
  readonly id: string;
  readonly checkIds: readonly string[];
  readonly diagnosisIds: readonly string[];
  readonly #rules: PartRules<Facts, CheckId, DiagnosisId>;
  readonly #checks: ReadonlyMap<string, Check<Facts>>;
  readonly #diagnoses: readonly [id: string, diagnosis: Diagnosis<Facts, CheckId>][];

  constructor(rules: PartRules<Facts, CheckId, DiagnosisId>) {
    this.id = rules.id;
    this.#rules = rules;
    this.#checks = new Map(Object.entries<Check<Facts, CheckId>>(rules.checks));
    this.#diagnoses = Object.entries<Diagnosis<Facts, CheckId>>(rules.diagnoses);
    const before = new Set<string>();
    for (const [id, { unless = [] }] of this.#diagnoses) {
      const late = unless.find((other) => !before.has(other));
      if (late !== undefined)
        throw new TypeError(`the diagnosis ${id} is left out for ${late}, which stands after it`);
      before.add(id);
    }
    this.checkIds = [...this.#checks.keys()];
    this.diagnosisIds = this.#diagnoses.map(([id]) => id);
  }

  judge(model: Model, partCase: PartCase, edition: Edition): CaseVerdict {
    const facts = this.#rules.gather(model, partCase, edition);
    const reason = this.#rules.reasonNotToJudge(facts);
    if (reason !== undefined) return this.inconclusive(partCase, edition, reason);
    const checks = ask(this.#checksOf(facts, 'counting'), facts);
    return {
      id: partCase.id,
      title: partCase.title,
      verdict: combine(checks.map(({ result }) => result)),
      checks,
      diagnoses: this.#diagnose(facts, checks, model),
      notes: [...this.#advise(facts, checks), ...this.#rules.notes(facts)],
    };
  }

  inconclusive(partCase: PartCase, edition: Edition, reason: string): CaseVerdict {
    return this.#unjudged(partCase, edition, 'inconclusive', reason);
  }

  notRun(partCase: PartCase, edition: Edition, reason: string): CaseVerdict {
    return this.#unjudged(partCase, edition, 'blocked', reason);
  }

  withChecks(checks: Readonly<Record<string, QueryCheck>>): Part {
    const own = Object.entries(checks).map(([id, check]) => [id, checkOf(check)] as const);
    const all: Readonly<Record<string, Check<Facts>>> = { ...this.#rules.checks, ...Object.fromEntries(own) };
    return new RuledPart({ ...this.#rules, checks: all } as PartRules<Facts, string, string>);
  }

  #unjudged(
    partCase: PartCase,
    edition: Edition,
    result: Extract<Result, 'inconclusive' | 'blocked'>,
    reason: string,
  ): CaseVerdict {
    const asked = { case: partCase, edition };
    return {
      id: partCase.id,
      title: partCase.title,
      verdict: result,
      checks: this.#checksOf(asked, 'counting').map(([id, check]) => ({
        id,
        title: check.title(asked),
        result,
        expected: '',
        got: reason,
        evidence: [],
      })),
      diagnoses: [],
      notes: [],
    };
  }

  /** The checks of a case that count in its edition, or those that only give advice there. */
  #checksOf({ case: partCase, edition }: Asked, which: 'counting' | 'advice'): NamedCheck<Facts>[] {
    return partCase.checks
      .map((id): NamedCheck<Facts> => {
        const check = this.#checks.get(id);
        if (check !== undefined) return [id, check];
        const known = this.checkIds.join(', ');
        throw new TypeError(
          `the case ${partCase.id} names the check "${id}", but the part ${this.id} has ${known}`,
        );
      })
      .filter(([, { isAdvice }]) => (isAdvice === true && !edition.strict) === (which === 'advice'));
  }

  /**
   * What explains the failed checks, that which says most first; nothing where none failed. Where the part itself knows no
   * reason, those that a lab defines are told, and without one what is wrong with any program.
   */
  #diagnose(facts: Facts, checks: readonly CheckVerdict[], model: Model): DiagnosisVerdict[] {
    const failed = idsOf(checks, 'fail');
    if (failed.size === 0) return [];
    const told: DiagnosisVerdict[] = [];
    for (const [id, { find, unless = [] }] of this.#diagnoses) {
      if (unless.some((other) => told.some((one) => one.id === other))) continue;
      const finding = find(facts, failed);
      if (finding !== undefined) told.push({ id, ...finding });
    }
    if (told.length > 0) return told;
    const defined = [...failed].flatMap((id) => this.#checks.get(id)?.reasons?.(facts) ?? []);
    // Several checks may have the same reason.
    const once = new Map(defined.map((reason) => [reason.id, reason]));
    if (once.size > 0) return [...once.values()];
    const onPurpose = [...(this.#rules.onPurpose ?? []), ...(facts.case.onPurpose ?? [])];
    return generalReasons(model).filter(({ id }) => !onPurpose.includes(id));
  }

  /** What would be better, a sentence each; only where the checks that it needs passed. */
  #advise(facts: Facts, checks: readonly CheckVerdict[]): string[] {
    const passed = idsOf(checks, 'pass');
    return this.#checksOf(facts, 'advice')
      .filter(([, { needs }]) => needs.every((id) => passed.has(id)))
      .flatMap(([, check]) => {
        const { result, expected, got } = check.ask(facts);
        return result === 'fail'
          ? [`advice (does not affect the score): expected ${expected}; got: ${got}`]
          : [];
      });
  }
}

function idsOf(checks: readonly CheckVerdict[], wanted: Result): Set<string> {
  return new Set(checks.filter(({ result }) => result === wanted).map(({ id }) => id));
}

/** The verdicts of checks, in order; a check is blocked where one that it needs did not pass. */
function ask<Facts extends Asked>(checks: readonly NamedCheck<Facts>[], facts: Facts): CheckVerdict[] {
  const answered = new Map<string, CheckVerdict>();
  for (const [id, check] of checks) {
    const common = { id, title: check.title(facts) };
    const missing = check.needs.find((need) => answered.has(need) && answered.get(need)!.result !== 'pass');
    const outcome =
      missing === undefined
        ? check.ask(facts)
        : {
            result: 'blocked' as const,
            expected: '',
            got: `skipped: "${missing}" must pass first`,
            evidence: [],
          };
    answered.set(id, { ...common, ...outcome });
  }
  return [...answered.values()];
}
