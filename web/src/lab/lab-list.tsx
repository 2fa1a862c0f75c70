/** The labs on the start page, where a server offers them. */
import { useEffect, useState } from 'react';
import { go } from '../state/address.ts';
import { LAB } from '../texts/lab.ts';
import type { LabEntry } from '../api.ts';
import { get } from './api.ts';
import '../style/lab-list.css';

/** Each lab with its parts. */
export function LabList() {
  const [labs, setLabs] = useState<readonly LabEntry[]>([]);
  useEffect(() => {
    // A page without a server, or a server of one run, has none.
    get<{ labs: readonly LabEntry[] }>('labs').then(
      ({ labs: found }) => setLabs(found),
      () => {},
    );
  }, []);
  if (labs.length === 0) return undefined;
  return (
    <section aria-labelledby="labs">
      <h2 id="labs">{LAB.labs}</h2>
      <div className="lab-list">
        {labs.map(({ id, title, parts }) => (
          <div key={id}>
            <h3>{title}</h3>
            <ul>
              {parts.map((part) => (
                <li key={part.id}>
                  <a
                    href={`?part=${part.id}`}
                    onClick={(event) => {
                      event.preventDefault();
                      go({ part: part.id }, 'push');
                    }}
                  >
                    {part.id}
                  </a>{' '}
                  <span className="soft">{part.title}</span>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}
