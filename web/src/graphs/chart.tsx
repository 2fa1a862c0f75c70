/** One graph: zoom by dragging, wheel and keys; a crosshair with values; a click or Enter selects the packet. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent, RefObject } from 'react';
import { select } from '../state/address.ts';
import { useSetting } from '../state/settings.ts';
import { PACKET_TEXTS } from '../texts/packets.ts';
import type { Graph } from '../worker/graphs.ts';
import { draw, valueText } from './draw.ts';
import type { Colors } from './draw.ts';
import { inOrder, nearest, scaleOf, wholeOf, zoomed } from './scale.ts';
import type { Frame, PointAt, View } from './scale.ts';

const TEXTS = PACKET_TEXTS.graph;
/** How much a key and a step of the wheel zoom. */
const FACTOR = 0.7;
/** Pixels that a pointer moves in a click. */
const CLICK = 4;

/** What a chart shows. */
export interface ChartProps {
  readonly graph: Graph;
  readonly title: string;
  readonly yTitle: string;
}

/** The chart. */
export function Chart({ graph, title, yTitle }: ChartProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const legend = useRef<HTMLUListElement>(null);
  const whole = useMemo(() => wholeOf(graph), [graph]);
  const order = useMemo(() => inOrder(graph), [graph]);
  const [view, setView] = useState(whole);
  const [at, setAt] = useState<PointAt>();
  const [drag, setDrag] = useState<{ from: number; to: number }>();
  const frame = useFrame(canvas);
  const [theme] = useSetting('theme', 'auto');
  useLayoutEffect(() => {
    if (canvas.current === null || frame.width === 0) return;
    draw(canvas.current, {
      graph,
      view,
      frame,
      colors: colorsOf(legend.current!, canvas.current),
      yTitle,
      at,
    });
  }, [graph, view, frame, yTitle, at, theme]);
  const zoom = (factor: number, x?: number): void => {
    const point = at === undefined ? undefined : graph.series[at.series]?.x[at.place];
    setView((now) => ({ ...now, x: zoomed(now.x, factor, x ?? point ?? (now.x[0] + now.x[1]) / 2) }));
  };
  const choose = (point: PointAt | undefined): void => {
    const packet = point === undefined ? undefined : graph.series[point.series]?.packet[point.place];
    if (packet !== undefined) select({ packet });
  };
  useWheel(canvas, (event) => {
    zoom(event.deltaY < 0 ? FACTOR : 1 / FACTOR, scaleOf(view, frame).atX(event.offsetX));
  });
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const now = order.findIndex((point) => point.series === at?.series && point.place === at.place);
    if (step !== 0) {
      const next = order[Math.min(order.length - 1, Math.max(0, now + step))];
      setAt(next);
      setView((before) => including(before, graph, next));
    } else if (event.key === '+' || event.key === '=') zoom(FACTOR);
    else if (event.key === '-') zoom(1 / FACTOR);
    else if (event.key === '0' || event.key === 'Escape') setView(whole);
    else if (event.key === 'Enter') choose(at);
    else return;
    event.preventDefault();
  };
  const onUp = (event: PointerEvent): void => {
    if (drag === undefined) return;
    setDrag(undefined);
    const { offsetX, offsetY } = event.nativeEvent;
    if (Math.abs(drag.to - drag.from) <= CLICK)
      return choose(nearest(graph, view, frame, { x: offsetX, y: offsetY }));
    const scale = scaleOf(view, frame);
    const [from, to] = [drag.from, drag.to].map((x) => scale.atX(x)).toSorted((a, b) => a - b);
    setView({ ...view, x: [from!, to!] });
  };
  return (
    <figure className="chart">
      <div className="tools">
        <button type="button" onClick={() => zoom(FACTOR)}>
          {TEXTS.zoomIn}
        </button>
        <button type="button" onClick={() => zoom(1 / FACTOR)}>
          {TEXTS.zoomOut}
        </button>
        <button type="button" disabled={view === whole} onClick={() => setView(whole)}>
          {TEXTS.reset}
        </button>
        <ul className="legend" ref={legend}>
          {graph.series.map(({ name, shape }) => (
            <li key={name} className={`series-${name}`}>
              <span className={`shape ${shape}`} aria-hidden="true" /> <span>{TEXTS.series[name]}</span>
            </li>
          ))}
        </ul>
      </div>
      <div className="plot">
        <canvas
          ref={canvas}
          tabIndex={0}
          role="application"
          aria-label={`${title}. ${TEXTS.help}`}
          title={TEXTS.help}
          onKeyDown={onKey}
          onDoubleClick={() => setView(whole)}
          onPointerDown={({ nativeEvent, currentTarget, pointerId }) => {
            currentTarget.setPointerCapture(pointerId);
            setDrag({ from: nativeEvent.offsetX, to: nativeEvent.offsetX });
          }}
          onPointerMove={({ nativeEvent: { offsetX, offsetY } }) => {
            if (drag !== undefined) setDrag({ ...drag, to: offsetX });
            setAt(nearest(graph, view, frame, { x: offsetX, y: offsetY }));
          }}
          onPointerUp={onUp}
        />
        {drag !== undefined && Math.abs(drag.to - drag.from) > CLICK && (
          <div
            className="band"
            style={{ left: Math.min(drag.from, drag.to), width: Math.abs(drag.to - drag.from) }}
          />
        )}
      </div>
      <figcaption role="status">{at === undefined ? '' : pointText(graph, at)}</figcaption>
    </figure>
  );
}

/** A point in words. */
function pointText({ series }: Graph, { series: number, place }: PointAt): string {
  const one = series[number];
  if (one === undefined || place >= one.x.length) return '';
  const value = valueText(one.y[place]!);
  const y = one.top === undefined ? value : `${value} – ${valueText(one.top[place]!)}`;
  return TEXTS.point(TEXTS.series[one.name], one.packet[place]!, one.x[place]!.toFixed(6), y);
}

/** The same view, moved so that a point is in it. */
function including(view: View, { series }: Graph, point: PointAt | undefined): View {
  const x = point === undefined ? undefined : series[point.series]!.x[point.place]!;
  if (x === undefined || (x >= view.x[0] && x <= view.x[1])) return view;
  const half = (view.x[1] - view.x[0]) / 2;
  return { ...view, x: [x - half, x + half] };
}

/** The colors that the legend has. */
function colorsOf(legend: HTMLElement, canvas: HTMLElement): Colors {
  const { color, borderTopColor, outlineColor } = getComputedStyle(canvas);
  return {
    text: color,
    line: borderTopColor,
    mark: outlineColor,
    series: [...legend.children].map((item) => getComputedStyle(item.querySelector('.shape')!).color),
  };
}

function useFrame(canvas: RefObject<HTMLCanvasElement | null>): Frame {
  const [frame, setFrame] = useState<Frame>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const box = canvas.current!.parentElement!;
    const measure = (): void => setFrame({ width: box.clientWidth, height: box.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    measure();
    return () => observer.disconnect();
  }, [canvas]);
  return frame;
}

/** The wheel zooms; the page does not scroll. */
function useWheel(canvas: RefObject<HTMLCanvasElement | null>, zoom: (event: WheelEvent) => void): void {
  const latest = useRef(zoom);
  latest.current = zoom;
  useEffect(() => {
    const element = canvas.current!;
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      latest.current(event);
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [canvas]);
}
