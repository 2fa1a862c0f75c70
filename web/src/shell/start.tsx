/** What the page shows before anything is open. */
import { useRef, useState } from 'react';
import { LabList } from '../lab/lab-list.tsx';
import { Badge } from '../parts/badge.tsx';
import { DemoList } from '../demo/demo-list.tsx';
import type { Demo } from '../demo/demos.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { go } from '../state/address.ts';
import { TEXTS } from '../texts.ts';
import type { Item } from '../api.ts';

/** Runs that are listed before someone asks for all. */
const FEW = 12;

/** Runs to choose from, a place to drop a file, and recorded runs. */
export function Start({
  items,
  demos,
  error,
  onFile,
}: {
  items: readonly Item[];
  demos: readonly Demo[];
  error: Error | undefined;
  onFile(file: File): void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [isAll, setAll] = useState(false);
  return (
    <main className="start">
      <div>
        <div>
          <h1>{TEXTS.start.title}</h1>
          <p className="lead">{TEXTS.start.lead}</p>
        </div>
        {error !== undefined && <ErrorNote error={error} />}
        <button type="button" className="drop" onClick={() => input.current?.click()}>
          {TEXTS.dropHere}
          <small>{TEXTS.start.choose}</small>
        </button>
        <input
          ref={input}
          type="file"
          hidden
          aria-label={TEXTS.start.choose}
          onChange={({ target }) => target.files?.[0] !== undefined && onFile(target.files[0])}
        />
        <LabList />
        {items.length > 0 && (
          <section aria-labelledby="runs">
            <h2 id="runs">{TEXTS.start.runs}</h2>
            <ul className="items">
              {(isAll ? items : items.slice(0, FEW)).map((item) => (
                <li key={item.id}>
                  <a
                    href={`?open=${item.id}`}
                    onClick={(event) => {
                      event.preventDefault();
                      go({ open: item.id }, 'push');
                    }}
                  >
                    {item.title}
                  </a>
                  {item.result !== undefined && <Badge result={item.result} />}
                  {item.time !== undefined && <time>{new Date(item.time).toLocaleString()}</time>}
                </li>
              ))}
            </ul>
            {!isAll && items.length > FEW && (
              <button type="button" className="more" onClick={() => setAll(true)}>
                {TEXTS.start.all(items.length)}
              </button>
            )}
          </section>
        )}
        <DemoList demos={demos} />
      </div>
    </main>
  );
}
