/** What is wrong: the verdict case by case with its reason and its checks, or the findings of a run without one. */
import type { CheckVerdict, RecordedVerdict } from '@wireside/judge';
import { escape, evidenceWord } from '@wireside/trace';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useAsk } from '../ask/use-ask.ts';
import { useKey } from '../keys/registry.ts';
import { addressOf, select, useAddress } from '../state/address.ts';
import '../style/wrong.css';
import { WRONG } from '../texts/wrong.ts';
import type { FoundThing } from '../worker/findings.ts';
import type { Overview } from '../worker/session.ts';
import { Cases, Changes, Mark } from './cases.tsx';
import { OpenCheck } from './check.tsx';
import { FindingNote } from './findings.tsx';
import type { Judging } from '../api.ts';
import { openCase, useJudging } from './judging.ts';
import type { Point } from './points.ts';
import { pointsOf } from './points.ts';
import { Where } from './where.tsx';

const NONE: readonly FoundThing[] = [];

/** The verdict, then the findings. */
export function Wrong({ overview }: { overview: Overview }) {
  const { verdict } = overview;
  const { value: findings = NONE, isPending } = useAsk('findings', undefined);
  const judging = useJudging();
  const points = useMemo(() => pointsOf(verdict, findings), [verdict, findings]);
  const said = usePoints(points);
  const [item] = useAddress('open');
  useCaseKeys(judging, item);
  useFirstFailure(verdict);
  const isWhole = judging !== undefined && judging.cases.length > 1 && verdict !== undefined;
  return (
    <div className="wrong-view">
      <p className="only-read" aria-live="polite">
        {said}
      </p>
      {isWhole && <Cases judging={judging} current={item} />}
      {isWhole && <Changes judging={judging} current={verdict.id} />}
      {verdict !== undefined && <Case verdict={verdict} judging={judging} isWhole={isWhole} />}
      <Findings findings={findings} isFolded={verdict !== undefined} />
      {findings.length === 0 && !isPending && verdict === undefined && (
        <p className="nothing">
          {WRONG.nothing} <small>{WRONG.nothingMore}</small>
        </p>
      )}
    </div>
  );
}

/** Selects where the first failed check shows, unless something is selected. */
function useFirstFailure(verdict: RecordedVerdict | undefined): void {
  useEffect(() => {
    const failed = verdict?.checks.find(({ result, evidence }) => result === 'fail' && evidence.length > 0);
    if (failed !== undefined && addressOf('at') === '') select(failed.evidence[0]);
  }, [verdict]);
}

/** `n` and `N` go from one point to the next. Returns what is said about it. */
function usePoints(points: readonly Point[]): string {
  const place = useRef(-1);
  const [said, setSaid] = useState('');
  const move = (step: number): void => {
    const at = addressOf('at');
    // From something else, it goes on at the last point.
    const selected = points.findIndex(({ evidence }) => evidence.some((one) => evidenceWord(one) === at));
    const isAtPoint = points[place.current]?.evidence.some((one) => evidenceWord(one) === at) === true;
    const from = isAtPoint || selected < 0 ? place.current : selected;
    const next = from < 0 && step < 0 ? points.length - 1 : (from + step + points.length) % points.length;
    const point = points[next]!;
    place.current = next;
    select(point.evidence[0]);
    setSaid(WRONG.position(next + 1, points.length, escape(point.title)));
    const element = document.querySelector(`#${CSS.escape(point.id)}`);
    element?.closest('details:not([open])')?.setAttribute('open', '');
    element?.scrollIntoView({ block: 'nearest' });
  };
  useKey('next-point', points.length === 0 ? undefined : () => move(1));
  useKey('previous-point', points.length === 0 ? undefined : () => move(-1));
  return said;
}

/** `[` and `]` open the case before and after. */
function useCaseKeys(judging: Judging | undefined, current: string): void {
  const cases = judging?.cases ?? [];
  const place = cases.findIndex(({ item }) => item === current);
  const open = (step: number): (() => void) | undefined => {
    const next = cases[place + step];
    return place < 0 || next === undefined ? undefined : () => openCase(next);
  };
  useKey('previous-case', open(-1));
  useKey('next-case', open(1));
}

/** One case: the reason, failed checks, what was not checked, and what passed. */
function Case({
  verdict,
  judging,
  isWhole,
}: {
  verdict: RecordedVerdict;
  judging: Judging | undefined;
  isWhole: boolean;
}) {
  const of = (...results: readonly CheckVerdict['result'][]): CheckVerdict[] =>
    verdict.checks.filter(({ result }) => results.includes(result));
  const [failed, undecided, passed] = [of('fail'), of('blocked', 'inconclusive'), of('pass')];
  // What to change first was said above already, where it is about this case.
  const [first] = isWhole ? (judging?.changes ?? []) : [];
  const reasons = verdict.diagnoses.filter(({ id }) => !(first?.case === verdict.id && first.id === id));
  const hintsOf = ({ id }: CheckVerdict): readonly string[] => judging?.hints[id] ?? [];
  return (
    <section className="judged" aria-label={escape(verdict.title)}>
      <h3>
        <Mark result={verdict.verdict} /> {escape(verdict.title)} <small>{escape(verdict.id)}</small>
      </h3>
      {reasons.map(({ id, text, evidence }) => (
        <div key={id} className="reason">
          <h4>{WRONG.reason}</h4>
          <p>{escape(text)}</p>
          <Where evidence={evidence} />
        </div>
      ))}
      {verdict.verdict === 'fail' && verdict.diagnoses.length === 0 && <p>{WRONG.noReason}</p>}
      {verdict.verdict === 'pass' && <p>{WRONG.allPassed}</p>}
      {failed.map((check) => (
        <OpenCheck key={check.id} id={`check-${check.id}`} check={check} hints={hintsOf(check)} />
      ))}
      {undecided.map((check) => (
        <OpenCheck key={check.id} id={`check-${check.id}`} check={check} hints={[]} />
      ))}
      {passed.length > 0 && (
        <details className="passed" open={verdict.verdict === 'pass'}>
          <summary>
            <Mark result="pass" /> {WRONG.passedChecks(passed.length)}
          </summary>
          {passed.map((check) => (
            <div key={check.id} className="check pass">
              <p>{escape(check.title)}</p>
              <p className="soft">{escape(check.got)}</p>
              <Where evidence={check.evidence} />
            </div>
          ))}
        </details>
      )}
      {verdict.notes.length > 0 && (
        <>
          <h4>{WRONG.notes}</h4>
          <ul>
            {verdict.notes.map((note) => (
              <li key={note}>{escape(note)}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Findings; of a run with a verdict they are folded, for they often say the same. */
function Findings({ findings, isFolded }: { findings: readonly FoundThing[]; isFolded: boolean }) {
  if (findings.length === 0) return undefined;
  const notes = findings.map((finding, i) => <FindingNote key={i} id={`finding-${i}`} finding={finding} />);
  if (!isFolded) return <div className="findings">{notes}</div>;
  return (
    <details className="findings">
      <summary>{WRONG.alsoFound(findings.length)}</summary>
      {notes}
    </details>
  );
}
