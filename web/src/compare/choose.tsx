/** Asks with which run to compare. */
import { escape } from '@wireside/trace';
import { useEffect, useRef, useState } from 'react';
import { Badge } from '../parts/badge.tsx';
import { go } from '../state/address.ts';
import '../style/compare.css';
import { COMPARE } from '../texts/compare.ts';
import { useCompareKey } from './compare.tsx';
import { useOtherRuns } from './other-run.ts';

/** The key that compares, and its dialog. */
export function CompareChooser() {
  const [isAsking, setAsking] = useState(false);
  useCompareKey(() => setAsking(true));
  return isAsking ? <Dialog onClose={() => setAsking(false)} /> : undefined;
}

function Dialog({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [word, setWord] = useState('');
  const runs = useOtherRuns() ?? [];
  useEffect(() => {
    const { current } = dialog;
    current?.showModal();
    return () => current?.close();
  }, []);
  const found = runs.filter(({ title, result = '' }) =>
    `${title} ${result}`.toLowerCase().includes(word.trim().toLowerCase()),
  );
  const choose = (id: string): void => {
    onClose();
    go({ with: id }, 'push');
  };
  return (
    <dialog
      ref={dialog}
      className="choose-run"
      aria-label={COMPARE.choose}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (found[0] !== undefined) choose(found[0].id);
        }}
      >
        <h2>{COMPARE.choose}</h2>
        <div className="line">
          <input
            role="searchbox"
            aria-label={COMPARE.search}
            placeholder={COMPARE.search}
            value={word}
            onChange={({ target }) => setWord(target.value)}
          />
          <button type="button" onClick={onClose}>
            {COMPARE.close}
          </button>
        </div>
        <ul>
          {found.map(({ id, title, result, time }) => (
            <li key={id}>
              <button type="button" onClick={() => choose(id)}>
                <span>{escape(title)}</span>
                {result !== undefined && <Badge result={result} />}
                {time !== undefined && <time>{new Date(time).toLocaleString()}</time>}
              </button>
            </li>
          ))}
        </ul>
        {found.length === 0 && <p role="status">{COMPARE.none}</p>}
      </form>
    </dialog>
  );
}
