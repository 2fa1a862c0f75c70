/** The head of a judging: how many cases passed, each case by name, and what to change first. */
import type { Result } from '@wireside/judge';
import { escape, evidenceWord } from '@wireside/trace';
import { useEffect, useRef } from 'react';
import { WRONG } from '../texts/wrong.ts';
import type { JudgedCase, Judging } from '../api.ts';
import { openCase } from './judging.ts';
import { Where } from './where.tsx';

/** The cases. @param current the item that is open */
export function Cases({ judging, current }: { judging: Judging; current: string }) {
  const { cases, score, max } = judging;
  const passed = cases.filter(({ verdict }) => verdict === 'pass').length;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    // The case that was opened by a click replaced the page, and took the focus with it.
    if (isFocusKept && document.activeElement === document.body) {
      list.current?.querySelector<HTMLElement>('[aria-current]')?.focus();
    }
    isFocusKept = false;
  }, [current]);
  return (
    <section className="cases" aria-label={WRONG.cases}>
      <p className="score">
        <b>{WRONG.passed(passed, cases.length)}</b>
        {score !== undefined && max !== undefined && max !== cases.length && (
          <span>{WRONG.points(score, max)}</span>
        )}
      </p>
      <div className="meter" aria-hidden="true">
        {cases.map(({ item, verdict }) => (
          <span key={item} className={verdict} />
        ))}
      </div>
      <ol ref={list}>
        {cases.map((one) => (
          <li key={one.item}>
            <button
              type="button"
              className={`case ${one.verdict}`}
              aria-current={one.item === current ? 'true' : undefined}
              title={titleOf(one)}
              onClick={() => {
                isFocusKept = true;
                openCase(one);
              }}
            >
              <Mark result={one.verdict} /> {escape(one.id)}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Whether the focus was on a case before another one was opened. */
let isFocusKept = false;

const titleOf = ({ title, failed }: JudgedCase): string =>
  escape(failed === undefined ? title : `${title}: ${failed}`);

/** A result as a character, with its name for screen readers. */
export function Mark({ result }: { result: Result }) {
  return (
    <span className={`mark ${result}`}>
      <span aria-hidden="true">{WRONG.marks[result]}</span>
      <span className="only-read">{WRONG.results[result]}</span>
    </span>
  );
}

/** What to change in the program, what explains most cases first. @param current id of the case that is open */
export function Changes({ judging, current }: { judging: Judging; current: string }) {
  const [first, ...others] = judging.changes;
  if (first === undefined) return undefined;
  return (
    <section className="changes" aria-label={WRONG.changeFirst}>
      <h3>
        {WRONG.changeFirst} <small>{WRONG.explains(first.cases.length)}</small>
      </h3>
      <ChangeText judging={judging} change={first} current={current} />
      {others.length > 0 && (
        <details>
          <summary>{WRONG.alsoChange(others.length)}</summary>
          {others.map((change) => (
            <ChangeText key={change.id} judging={judging} change={change} current={current} />
          ))}
        </details>
      )}
    </section>
  );
}

function ChangeText({
  judging,
  change,
  current,
}: {
  judging: Judging;
  change: Judging['changes'][number];
  current: string;
}) {
  const place = judging.cases.find(({ id }) => id === change.case);
  const [first] = change.evidence;
  return (
    <div className="change">
      <p>{escape(change.text)}</p>
      {change.case === current || place === undefined ? (
        <Where evidence={change.evidence} />
      ) : (
        <p className="where">
          <button
            type="button"
            className="chip"
            onClick={() => openCase(place, first === undefined ? undefined : evidenceWord(first))}
          >
            {WRONG.showIn(change.case)}
          </button>
        </p>
      )}
    </div>
  );
}
