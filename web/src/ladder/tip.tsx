/** The text of a mark, while the pointer or the focus is on it. */
import { escape } from '@wireside/trace';
import type { RefObject } from 'react';
import { useEffect, useState } from 'react';
import type { LadderMark } from '../worker/ladder.ts';

/** Texts of one place that are shown; the others are counted. */
const MAX_TEXTS = 4;

interface Shown {
  readonly place: number;
  readonly x: number;
  readonly y: number;
}

/** Shows the marks of a row beside it. */
export function Tip({
  marks,
  within,
}: {
  marks: ReadonlyMap<number, readonly LadderMark[]>;
  within: RefObject<HTMLElement | null>;
}) {
  const [shown, setShown] = useState<Shown>();
  useEffect(() => {
    const element = within.current;
    if (element === null) return undefined;
    const over = ({ target }: Event): void => {
      const mark = (target as HTMLElement).closest<HTMLElement>('[data-mark]');
      if (mark === null) return setShown(undefined);
      const { right, top } = mark.getBoundingClientRect();
      setShown({
        place: Number(mark.closest<HTMLElement>('[data-place]')!.dataset['place']),
        x: right + 6,
        y: top,
      });
    };
    const away = (): void => setShown(undefined);
    element.addEventListener('mouseover', over);
    element.addEventListener('focusin', over);
    element.addEventListener('mouseleave', away);
    element.addEventListener('scroll', away);
    return () => {
      element.removeEventListener('mouseover', over);
      element.removeEventListener('focusin', over);
      element.removeEventListener('mouseleave', away);
      element.removeEventListener('scroll', away);
    };
  }, [within]);
  const texts = shown === undefined ? [] : (marks.get(shown.place) ?? []);
  if (shown === undefined || texts.length === 0) return undefined;
  const isLow = shown.y > innerHeight / 2;
  return (
    <div
      role="tooltip"
      className="ladder-tip"
      style={{ left: shown.x, ...(isLow ? { bottom: innerHeight - shown.y - 18 } : { top: shown.y }) }}
    >
      {texts.slice(0, MAX_TEXTS).map(({ kind, text }, i) => (
        <p key={i} className={`tip-${kind}`}>
          {escape(text)}
        </p>
      ))}
      {texts.length > MAX_TEXTS && <p>+{texts.length - MAX_TEXTS}</p>}
    </div>
  );
}

/** The marks by the places of their rows. */
export function byPlace(marks: readonly LadderMark[]): ReadonlyMap<number, readonly LadderMark[]> {
  const found = new Map<number, LadderMark[]>();
  for (const mark of marks) found.set(mark.place, [...(found.get(mark.place) ?? []), mark]);
  return found;
}
