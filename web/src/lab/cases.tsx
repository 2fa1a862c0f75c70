/** The verdict as it comes: each case, what failed, the reason, hints, and the run to open. */
import { escape } from '@wireside/trace';
import { Badge } from '../parts/badge.tsx';
import { go } from '../state/address.ts';
import { LAB } from '../texts/lab.ts';
import type { CaseState, DeskState } from '../api.ts';
import { ToldNote } from './told-note.tsx';

/** All cases of the part. */
export function Cases({ desk }: { desk: DeskState }) {
  const { cases, error, change, isJudging } = desk;
  const firstFailed = cases.find((one) => one.verdict === 'fail' && !one.isOld)?.id;
  const isNothing = !isJudging && error === undefined && cases.every(({ verdict }) => verdict === undefined);
  return (
    <div className="cases">
      <Summary desk={desk} />
      {error !== undefined && <ToldNote told={error} />}
      {change !== undefined && (
        <div className="note wrong">
          <h3>{LAB.judge.change}</h3>
          <p>{escape(change.text)}</p>
          <p className="soft">{LAB.judge.explains(change.cases)}</p>
        </div>
      )}
      {isNothing && <p className="empty">{LAB.judge.none}</p>}
      <ol className="case-list" aria-label={LAB.panes.verdict}>
        {cases.map((one) => (
          <Case
            key={one.id}
            one={one}
            isJudging={isJudging}
            isFirst={one.id === firstFailed}
            told={change?.text}
          />
        ))}
      </ol>
    </div>
  );
}

/** The whole verdict in a line, told to screen readers when it is there. */
function Summary({ desk }: { desk: DeskState }) {
  const { cases, isJudging, left, verdict, score, max, judgedAt, took, error } = desk;
  const judged = cases.filter((one) => one.verdict !== undefined && !one.isOld);
  const passed = judged.filter((one) => one.verdict === 'pass').length;
  return (
    <div className="summary" role="status">
      {isJudging && (
        <>
          <progress value={cases.length - left} max={cases.length} aria-label={LAB.judge.judge} />
          <span>{LAB.judge.running(left, cases.length)}</span>
        </>
      )}
      {!isJudging && verdict !== undefined && (
        <>
          <Badge result={verdict} />
          <strong>{LAB.judge.passed(passed, cases.length)}</strong>
          {score !== undefined && max !== undefined && <span>{LAB.judge.score(score, max)}</span>}
        </>
      )}
      {!isJudging && error === undefined && judgedAt !== undefined && took !== undefined && (
        <span className="soft">{LAB.judge.took(took, new Date(judgedAt).toLocaleTimeString())}</span>
      )}
    </div>
  );
}

/** A case. @param isFirst whether it is the first that failed, which is unfolded @param told the reason that is above */
function Case({
  one,
  isJudging,
  isFirst,
  told,
}: {
  one: CaseState;
  isJudging: boolean;
  isFirst: boolean;
  told: string | undefined;
}) {
  const { id, title, verdict, isOld, item, failed, reason, hints } = one;
  return (
    <li className={isOld ? 'old' : undefined} data-case={id}>
      <div className="case-head">
        {verdict === undefined ? (
          <span className="badge">{isJudging ? LAB.judge.waiting : LAB.judge.notJudged}</span>
        ) : (
          <Badge result={verdict} />
        )}
        {item === undefined ? (
          <strong>{id}</strong>
        ) : (
          <a
            href={`?open=${item}`}
            aria-label={LAB.judge.open(id)}
            onClick={(event) => {
              event.preventDefault();
              go({ open: item, at: '', filter: '', tab: '' }, 'push');
            }}
          >
            {id}
          </a>
        )}
        <span className="soft">{title}</span>
        {isOld && <span className="soft">({LAB.judge.old})</span>}
      </div>
      {(failed !== undefined || reason !== undefined) && !isOld && (
        <details className="case-why" key={String(isFirst)} open={isFirst || verdict === 'inconclusive'}>
          <summary>{failed === undefined ? LAB.judge.why : escape(failed.title)}</summary>
          {reason !== undefined && reason !== told && <p>{escape(reason)}</p>}
          {failed !== undefined && <Failed failed={failed} />}
          {verdict === 'inconclusive' && <p>{LAB.judge.ours}</p>}
          {hints !== undefined && <Hints hints={hints} />}
        </details>
      )}
    </li>
  );
}

function Failed({ failed: { expected, got } }: { failed: NonNullable<CaseState['failed']> }) {
  return (
    <dl>
      {expected !== '' && (
        <>
          <dt>{LAB.judge.expected}</dt>
          <dd>{escape(expected)}</dd>
        </>
      )}
      {got !== '' && (
        <>
          <dt>{LAB.judge.got}</dt>
          <dd>{escape(got)}</dd>
        </>
      )}
    </dl>
  );
}

/** The hint: first where to look, then what to do. */
function Hints({ hints: [first, second] }: { hints: readonly [string, string] }) {
  return (
    <details>
      <summary>{LAB.judge.hint}</summary>
      <p>{first}</p>
      <details>
        <summary>{LAB.judge.more}</summary>
        <p>{second}</p>
      </details>
    </details>
  );
}
