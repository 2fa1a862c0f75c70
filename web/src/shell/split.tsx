/** Two panes and a handle between them, which is dragged, or moved with the arrow keys. */
import { useRef } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { useSetting } from '../state/settings.ts';
import { TEXTS } from '../texts.ts';

/** Pixels that an arrow key moves the handle. */
const STEP = 24;
/** A pane is never smaller, in pixels. */
const LEAST = 80;

/** Where the panes are, and which of them has the size that is kept. */
export interface SplitProps {
  /** The setting that keeps the size. */
  readonly name: string;
  readonly direction: 'row' | 'column';
  /** The pane whose size is kept. */
  readonly sized: 'first' | 'second';
  /** Its size before anyone has moved the handle, in pixels. */
  readonly initial: number;
  readonly first: ReactNode;
  readonly second: ReactNode;
}

/** Panes beside or below each other. */
export function Split({ name, direction, sized, initial, first, second }: SplitProps) {
  const [setting, set] = useSetting(`size.${name}`, String(initial));
  const size = Math.max(LEAST, Number(setting) || initial);
  const drag = useRef<{ from: number; size: number }>(undefined);
  const place = (event: PointerEvent): number => (direction === 'row' ? event.clientX : event.clientY);
  const sign = sized === 'first' ? 1 : -1;
  const move = (event: PointerEvent): void => {
    if (drag.current === undefined) return;
    set(String(Math.max(LEAST, drag.current.size + sign * (place(event) - drag.current.from))));
  };
  const key = (event: KeyboardEvent): void => {
    const [less, more] = direction === 'row' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    if (event.key !== less && event.key !== more) return;
    event.preventDefault();
    set(String(Math.max(LEAST, size + sign * (event.key === more ? STEP : -STEP))));
  };
  return (
    <div className={`split ${direction} ${sized}`} style={{ '--size': `${size}px` } as object}>
      <div className="pane">{first}</div>
      <div
        className="handle"
        role="separator"
        tabIndex={0}
        aria-label={TEXTS.resize}
        aria-orientation={direction === 'row' ? 'vertical' : 'horizontal'}
        aria-valuenow={size}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { from: place(event), size };
        }}
        onPointerMove={move}
        onPointerUp={() => (drag.current = undefined)}
        onKeyDown={key}
      />
      <div className="pane">{second}</div>
    </div>
  );
}
