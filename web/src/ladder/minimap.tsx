/** The whole run in one strip: what each row is, what is wrong, what is selected, and which part is seen. */
import type { PointerEvent, RefObject } from 'react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useSetting } from '../state/settings.ts';
import { LADDER_TEXTS } from '../texts/ladder.ts';
import type { LadderHead, LadderMark, LadderOutline } from '../worker/ladder.ts';
import type { Offsets } from './offsets.ts';
import { OUTLINE } from './outline-bits.ts';
import { MESSAGE_LOOKS } from './pieces.tsx';

/** A row is at most this high, in pixels. */
const MAX_ROW = 4;
/** Width in pixels. */
const WIDTH = 48;

/** What the map shows. */
export interface MinimapProps {
  readonly head: LadderHead;
  readonly outline: LadderOutline | undefined;
  readonly offsets: Offsets;
  readonly marks: readonly LadderMark[];
  readonly selected: number;
  /** Puts the part that is seen in its place; the ladder calls it on each step. */
  readonly onView: RefObject<() => void>;
  view(): { readonly offset: number; readonly height: number };
  scrollTo(offset: number): void;
}

/** The map. It repeats what the ladder says, so that screen readers need not know of it. */
export function Minimap(props: MinimapProps) {
  const { outline, offsets, marks, selected, onView, view, scrollTo, head } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const seen = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(0);
  const [theme] = useSetting('theme', 'auto');
  const isDark = useDark();
  const scale = Math.min(
    height / Math.max(1, offsets.total),
    (MAX_ROW * offsets.count) / Math.max(1, offsets.total),
  );

  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => setHeight(box.current?.clientHeight ?? 0));
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (canvas.current !== null && outline !== undefined)
      draw(canvas.current, height, scale, { ...props, outline });
    // What is drawn depends on these only.
  }, [outline, offsets, height, scale, theme, isDark, head]);
  useLayoutEffect(() => {
    onView.current = () => {
      const { offset, height: part } = view();
      const style = seen.current!.style;
      style.transform = `translateY(${offset * scale}px)`;
      style.height = `${Math.max(6, Math.min(part, offsets.total) * scale)}px`;
    };
    onView.current();
  });
  const go = (event: PointerEvent): void => {
    const { top } = event.currentTarget.getBoundingClientRect();
    scrollTo((event.clientY - top) / scale - view().height / 2);
  };
  const middle = (place: number): number => (offsets.top(place) + offsets.height(place) / 2) * scale;
  return (
    <div
      ref={box}
      className="minimap"
      aria-hidden="true"
      title={LADDER_TEXTS.map}
      style={{ width: WIDTH }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => event.buttons > 0 && go(event)}
    >
      <canvas ref={canvas} />
      {marks.map(({ place, kind }, i) => (
        <i
          key={i}
          className={kind === 'fail' || kind === 'wrong' ? 'at-wrong' : 'at-doubt'}
          style={{ top: middle(place) }}
        />
      ))}
      {selected >= 0 && <i className="at-chosen" style={{ top: middle(selected) }} />}
      <div ref={seen} className="seen" />
    </div>
  );
}

function useDark(): boolean {
  const [query] = useState(() => matchMedia('(prefers-color-scheme: dark)'));
  const [isDark, setDark] = useState(query.matches);
  useEffect(() => {
    const change = (): void => setDark(query.matches);
    query.addEventListener('change', change);
    return () => query.removeEventListener('change', change);
  }, [query]);
  return isDark;
}

function draw(
  canvas: HTMLCanvasElement,
  height: number,
  scale: number,
  { outline, offsets, head }: MinimapProps & { readonly outline: LadderOutline },
): void {
  const ratio = devicePixelRatio;
  canvas.width = WIDTH * ratio;
  canvas.height = Math.max(1, height * ratio);
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(ratio, ratio);
  const color = colorsOf(canvas);
  const [left, right] = [8, WIDTH - 10];
  const rail = (column: number): number =>
    left + ((right - left) * column) / Math.max(1, head.columns.length - 1);
  context.fillStyle = color('--line');
  for (let column = 0; column < head.columns.length; column++)
    context.fillRect(rail(column), 0, 1, offsets.total * scale);
  const thick = Math.max(1, Math.min(2, scale * 16));
  for (let i = 0; i < offsets.count && i < outline.at.length; i++) {
    const y = offsets.top(i) * scale;
    const bits = outline.bits[i]!;
    const message = outline.message[i]!;
    const isBad = (bits & (OUTLINE.lost | OUTLINE.again | OUTLINE.bad)) !== 0;
    if (bits & OUTLINE.gap) continue;
    const main = isBad
      ? color('--fail')
      : message < 0
        ? color('--soft')
        : color(`--m${message % MESSAGE_LOOKS}`);
    const [from, to] = [outline.from[i]!, outline.to[i]!];
    if (from >= 0) {
      context.globalAlpha = isBad || message >= 0 ? 1 : 0.45;
      context.fillStyle = main;
      const [a, b] = [rail(from), to < 0 ? rail(from) + 8 : rail(to)];
      const end = bits & OUTLINE.lost ? (a + b) / 2 : b;
      context.fillRect(Math.min(a, end), y, Math.max(3, Math.abs(end - a)), thick);
    }
    context.globalAlpha = 1;
    context.fillStyle = message < 0 && !isBad ? color('--soft') : main;
    for (let column = 0; column < head.columns.length && column < 32; column++) {
      if (!(outline.columns[i]! & (1 << column))) continue;
      context.fillRect(column === 0 ? rail(0) - 6 : rail(column) + 1, y, 5, thick);
    }
  }
}

/** Colors of the page, by the names of its variables. */
function colorsOf(element: HTMLElement): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    let color = known.get(name);
    if (color === undefined) {
      element.style.color = `var(${name})`;
      color = getComputedStyle(element).color;
      element.style.color = '';
      known.set(name, color);
    }
    return color;
  };
}
