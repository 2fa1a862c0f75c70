/** The viewer on a narrow screen: one pane at a time, chosen by a bar at the bottom. */
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useAddress } from '../state/address.ts';
import { TEXTS } from '../texts.ts';

/** A pane. */
export interface OnePaneChoice {
  readonly id: string;
  readonly title: string;
  readonly view: ReactNode;
}

/** One of the panes. What is chosen in one pane is shown in another: evidence in the ladder, a tab below. */
export function OnePane({ panes }: { panes: readonly OnePaneChoice[] }) {
  const [at] = useAddress('at');
  const [tab] = useAddress('tab');
  const [chosen, choose] = useState(() => (tab !== '' ? 'below' : panes[at === '' ? 0 : 1]!.id));
  const before = useRef({ at, tab });
  useEffect(() => {
    const { current } = before;
    before.current = { at, tab };
    if (current.tab !== tab) choose('below');
    else if (current.at !== at) choose((id) => (id === 'wrong' ? panes[1]!.id : id));
  }, [at, tab, panes]);
  const shown = panes.find(({ id }) => id === chosen) ?? panes[0]!;
  return (
    <>
      <div className="one-pane">{shown.view}</div>
      <nav className="bottom-bar" aria-label={TEXTS.panes.choose}>
        {panes.map(({ id, title }) => (
          <button key={id} type="button" aria-current={id === shown.id} onClick={() => choose(id)}>
            {title}
          </button>
        ))}
      </nav>
    </>
  );
}
