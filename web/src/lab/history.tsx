/** Judgings of the part that are kept, with their results and ages; each run can be opened. */
import { useEffect, useState } from 'react';
import { Badge } from '../parts/badge.tsx';
import { go } from '../state/address.ts';
import { LAB } from '../texts/lab.ts';
import type { PastJudging } from '../api.ts';
import { get, partPath } from './api.ts';
import { ToldNote } from './told-note.tsx';

/** The list, newest first. @param judgedAt when the last judging ended: the list is then asked for again */
export function History({ part, judgedAt }: { part: string; judgedAt: number | undefined }) {
  const [past, setPast] = useState<readonly PastJudging[]>();
  const [error, setError] = useState<Error>();
  useEffect(() => {
    let isWanted = true;
    get<{ judgings: readonly PastJudging[] }>(partPath(part, 'history')).then(
      ({ judgings }) => isWanted && setPast(judgings),
      (failed: Error) => isWanted && setError(failed),
    );
    return () => void (isWanted = false);
  }, [part, judgedAt]);
  if (error !== undefined) return <ToldNote told={error} />;
  if (past === undefined) return undefined;
  if (past.length === 0) return <p className="empty">{LAB.history.none}</p>;
  const now = Date.now();
  return (
    <table className="table history">
      <thead>
        <tr>
          <th>{LAB.history.when}</th>
          <th>{LAB.history.result}</th>
          <th>{LAB.history.cases}</th>
        </tr>
      </thead>
      <tbody>
        {past.map((judging) => (
          <tr key={judging.id}>
            <td>
              <time
                dateTime={new Date(judging.time).toISOString()}
                title={new Date(judging.time).toLocaleString()}
              >
                {LAB.history.ago(now - judging.time)}
              </time>
            </td>
            <td>{judging.result}</td>
            <td>
              <div className="where">
                {judging.runs.map(({ item, title, result }) => (
                  <button
                    key={item}
                    type="button"
                    onClick={() => go({ open: item, at: '', filter: '', tab: '' }, 'push')}
                  >
                    {title} <Badge result={result} />
                  </button>
                ))}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
