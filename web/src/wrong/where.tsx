/** What a text points at, as chips; a click selects it. */
import type { Evidence } from '@wireside/trace';
import { evidenceText, evidenceWord } from '@wireside/trace';
import { useState } from 'react';
import { select, useAddress } from '../state/address.ts';
import { setHover } from '../state/hover.ts';
import { WRONG } from '../texts/wrong.ts';

/** Chips that are shown before someone asks for the others. */
const FEW = 8;

/** The chips; nothing where there are none. */
export function Where({ evidence }: { evidence: readonly Evidence[] }) {
  const [at] = useAddress('at');
  const [isWhole, setWhole] = useState(false);
  if (evidence.length === 0) return undefined;
  const shown = isWhole ? evidence : evidence.slice(0, FEW);
  return (
    <p className="where" role="group" aria-label={WRONG.evidence}>
      {shown.map((one, i) => (
        <button
          key={i}
          type="button"
          className={`chip ${Object.keys(one)[0]}`}
          aria-pressed={evidenceWord(one) === at}
          onClick={() => select(one)}
          onMouseEnter={() => setHover({ at: one })}
          onMouseLeave={() => setHover(undefined)}
        >
          {evidenceText([one])}
        </button>
      ))}
      {shown.length < evidence.length && (
        <button type="button" className="chip" onClick={() => setWhole(true)}>
          {WRONG.more(evidence.length - shown.length)}
        </button>
      )}
    </p>
  );
}
