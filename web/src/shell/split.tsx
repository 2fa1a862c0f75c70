/** Two panes and a handle between them, which is dragged, or moved with the arrow keys; one of them can be put away. */
import { useRef } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { CollapseContext } from '../parts/collapse.tsx';
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
  /** The pane whose size is kept, and which can be put away. */
  readonly sized: 'first' | 'second';
  /** What it shows. */
  readonly title: string;
  /** Its size before anyone has moved the handle, in pixels. */
  readonly initial: number;
  readonly first: ReactNode;
  readonly second: ReactNode;
}

/** Panes beside or below each other. */
export function Split(props: SplitProps) {
  const { name, direction, sized, title, first, second } = props;
  const [collapsed, setCollapsed] = useSetting(`collapsed.${name}`, '');
  if (collapsed === '') {
    return <Both {...props} collapse={() => setCollapsed('yes')} />;
  }
  const opener = (
    <button
      type="button"
      className="collapsed"
      aria-expanded={false}
      title={TEXTS.expand(title)}
      onClick={() => setCollapsed('')}
    >
      {title}
    </button>
  );
  const rest = <div className="pane">{sized === 'first' ? second : first}</div>;
  return (
    <div className={`split ${direction}`}>
      {sized === 'first' ? opener : rest}
      {sized === 'first' ? rest : opener}
    </div>
  );
}

function Both({
  name,
  direction,
  sized,
  title,
  initial,
  first,
  second,
  collapse,
}: SplitProps & { collapse(): void }) {
  const [setting, set] = useSetting(`size.${name}`, String(initial));
  const size = Math.max(LEAST, Number(setting) || initial);
  const drag = useRef<{ from: number; size: number }>(undefined);
  const place = (event: PointerEvent): number => (direction === 'row' ? event.clientX : event.clientY);
  const sign = sized === 'first' ? 1 : -1;
  const resize = (to: number): void => set(String(Math.round(Math.max(LEAST, to))));
  const move = (event: PointerEvent): void => {
    if (drag.current === undefined) return;
    resize(drag.current.size + sign * (place(event) - drag.current.from));
  };
  const key = (event: KeyboardEvent): void => {
    const [less, more] = direction === 'row' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    if (event.key === 'Enter') collapse();
    else if (event.key === less || event.key === more)
      resize(size + sign * (event.key === more ? STEP : -STEP));
    else return;
    event.preventDefault();
  };
  const pane = (content: ReactNode, isSized: boolean): ReactNode => (
    <div className="pane">
      <CollapseContext value={isSized ? collapse : undefined}>{content}</CollapseContext>
    </div>
  );
  return (
    <div className={`split ${direction} ${sized}`} style={{ '--size-of-pane': `${size}px` } as object}>
      {pane(first, sized === 'first')}
      <div
        className="handle"
        role="separator"
        tabIndex={0}
        aria-label={TEXTS.resize(title)}
        title={TEXTS.resizeHow}
        aria-orientation={direction === 'row' ? 'vertical' : 'horizontal'}
        aria-valuenow={size}
        aria-valuemin={LEAST}
        aria-valuemax={direction === 'row' ? innerWidth : innerHeight}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { from: place(event), size };
        }}
        onPointerMove={move}
        onPointerUp={() => (drag.current = undefined)}
        onDoubleClick={() => set(String(initial))}
        onKeyDown={key}
      />
      {pane(second, sized === 'second')}
    </div>
  );
}
