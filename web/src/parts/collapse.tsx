/** A pane that can be put away: the split that it is in says how, and its title bar has the button. */
import { createContext, use } from 'react';
import { TEXTS } from '../texts.ts';

/** Puts the pane away; undefined for one that always stays. */
export const CollapseContext = createContext<(() => void) | undefined>(undefined);

/** The button at the end of a pane's title bar, if it can be put away. */
export function CollapseButton({ title }: { title: string }) {
  const collapse = use(CollapseContext);
  if (collapse === undefined) return undefined;
  return (
    <button
      type="button"
      className="quiet icon"
      title={TEXTS.collapse(title)}
      aria-label={TEXTS.collapse(title)}
      onClick={collapse}
    >
      −
    </button>
  );
}
