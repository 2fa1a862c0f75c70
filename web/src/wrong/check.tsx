/** A check: what was expected, what was got, where they differ, and the hints of the part. */
import type { CheckVerdict } from '@wireside/judge';
import { escape } from '@wireside/trace';
import { useMemo, useState } from 'react';
import { WRONG } from '../texts/wrong.ts';
import { Mark } from './cases.tsx';
import type { Difference } from './difference.ts';
import { differenceOf } from './difference.ts';
import { Where } from './where.tsx';

/** A check that did not pass. */
export function OpenCheck({
  check,
  hints,
  id,
}: {
  check: CheckVerdict;
  hints: readonly string[];
  id: string;
}) {
  const difference = useMemo(
    () => (check.result === 'fail' ? differenceOf(check.expected, check.got) : undefined),
    [check],
  );
  return (
    <article className={`check ${check.result}`} id={id} aria-label={escape(check.title)}>
      <h4>
        <Mark result={check.result} /> {escape(check.title)}
      </h4>
      {(check.expected !== '' || check.got !== '') && (
        <dl>
          {check.expected !== '' && (
            <>
              <dt>{WRONG.expected}</dt>
              <dd>{escape(check.expected)}</dd>
            </>
          )}
          {check.got !== '' && (
            <>
              <dt>{WRONG.got}</dt>
              <dd>{escape(check.got)}</dd>
            </>
          )}
        </dl>
      )}
      {difference !== undefined && <BytesDiffer difference={difference} />}
      <Where evidence={check.evidence} />
      {check.result === 'fail' && hints.length > 0 && <Hints hints={hints} />}
    </article>
  );
}

/** The two texts above each other, with the first byte that differs. */
function BytesDiffer({ difference }: { difference: Difference }) {
  const { same, sameBytes, expected, got, expectedBytes, gotBytes } = difference;
  return (
    <figure className="difference">
      <div className="texts" role="group" tabIndex={0} aria-label={WRONG.texts}>
        <Text name={WRONG.expected} same={same} rest={expected} />
        <Text name={WRONG.got} same={same} rest={got} />
      </div>
      <figcaption>
        {WRONG.same(sameBytes)} {WRONG.differ(sameBytes + 1, wordOf(expected?.first), wordOf(got?.first))}{' '}
        {WRONG.sizes(expectedBytes, gotBytes)}
      </figcaption>
    </figure>
  );
}

function Text({ name, same, rest }: { name: string; same: string; rest: Difference['got'] }) {
  return (
    <>
      <span className="name">{name}</span>
      <code>
        <span className="same">{escape(same)}</span>
        {rest === undefined ? (
          <mark className="end">
            <span className="unseen">{WRONG.ends}</span>
          </mark>
        ) : (
          <>
            <mark>{escape(rest.first)}</mark>
            {escape(rest.rest)}
          </>
        )}
      </code>
    </>
  );
}

const wordOf = (unit: string | undefined): string | undefined =>
  unit === undefined ? undefined : `"${escape(unit)}"`;

/** Hints, folded: one at a time, first where to look, then what to do. */
function Hints({ hints }: { hints: readonly string[] }) {
  const [shown, setShown] = useState(0);
  return (
    <div className="hints">
      <div aria-live="polite">
        {hints.slice(0, shown).map((hint, level) => (
          <p key={hint}>
            <b>{WRONG.hintLevel[level]}.</b> {hint}
          </p>
        ))}
      </div>
      {shown < hints.length && (
        <button type="button" className="quiet" onClick={() => setShown(shown + 1)}>
          {shown === 0 ? WRONG.hint : WRONG.anotherHint}
        </button>
      )}
    </div>
  );
}
