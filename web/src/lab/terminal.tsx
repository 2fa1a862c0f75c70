/** Try by hand: a case to choose, its terminal, and the run that it left. */
import { useRef, useState, useSyncExternalStore } from 'react';
import { go } from '../state/address.ts';
import { LAB } from '../texts/lab.ts';
import '../style/terminal.css';
import type { DeskState } from '../api.ts';
import type { ByHand } from './by-hand.ts';
import { KeptElement } from './kept-element.tsx';
import { ToldNote } from './told-note.tsx';

/** The terminal of a part. */
export function ByHandView({
  desk,
  byHand,
  order,
}: {
  desk: DeskState;
  byHand: ByHand;
  order: readonly string[];
}) {
  const state = useSyncExternalStore(byHand.subscribe, () => byHand.state);
  const [chosen, choose] = useState(state.case ?? order[0] ?? '');
  const button = useRef<HTMLButtonElement>(null);
  const isRunning = state.kind === 'starting' || state.kind === 'running';
  const { item, notes, error } = state;
  const title = (id: string): string => desk.cases.find((one) => one.id === id)?.title ?? '';
  return (
    <div className="by-hand">
      <div className="tools">
        <label>
          {LAB.byHand.case}{' '}
          <select value={chosen} disabled={isRunning} onChange={({ target }) => choose(target.value)}>
            {order.map((id) => (
              <option key={id} value={id}>
                {id}: {title(id)}
              </option>
            ))}
          </select>
        </label>
        <button
          ref={button}
          type="button"
          onClick={() =>
            isRunning ? byHand.stop() : void byHand.start(chosen, () => button.current?.focus())
          }
        >
          {isRunning ? LAB.byHand.stop : state.kind === 'none' ? LAB.byHand.start : LAB.byHand.again}
        </button>
        {item !== undefined && (
          <a
            href={`?open=${item}`}
            onClick={(event) => {
              event.preventDefault();
              go({ open: item, at: '', filter: '', tab: '' }, 'push');
            }}
          >
            {LAB.byHand.open}
          </a>
        )}
        <span className="soft" role="status">
          {isRunning ? LAB.byHand.leave : item === undefined ? '' : LAB.byHand.kept}
        </span>
      </div>
      {state.kind === 'none' && <p className="empty">{LAB.byHand.lead}</p>}
      {notes !== undefined && (
        <ul className="notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {error !== undefined && <ToldNote told={error} />}
      <KeptElement element={byHand.element} className={state.kind === 'none' ? 'unseen' : 'screen-place'} />
    </div>
  );
}
