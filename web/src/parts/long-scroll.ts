/**
 * Scrolling through any number of rows. Browsers limit the height of an element (Chromium: about 16 million pixels), so
 * the content of a longer list is lower than its rows together: there one pixel of the scroll bar stands for several,
 * while the wheel and the keyboard still move by rows.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

/** Pixels that an element may be high in every browser. */
const MAX_HEIGHT = 8_000_000;
/** Rows that are drawn above and below those that are seen. */
const MORE = 12;

/** What is seen of a long list. */
export interface LongScroll {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Height of the content in pixels. */
  readonly height: number;
  /** The first row that is drawn, and the one after the last. */
  readonly first: number;
  readonly end: number;
  /** Rows that are seen as a whole. */
  readonly page: number;
  /** Where a row stands in the content, in pixels from its top. */
  offset(row: number): number;
  /** Brings a row into view with the least movement. */
  show(row: number): void;
}

/** @param head pixels at the top that a head covers */
export function useLongScroll(count: number, rowHeight: number, head: number): LongScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const view = useHeight(scroller);
  const [state, setState] = useState({ top: 0, scrolled: 0 });
  const current = useRef(state);
  const whole = count * rowHeight;
  const height = Math.min(whole, MAX_HEIGHT);
  const room = Math.max(0, view - head);
  const last = Math.max(0, whole - room);
  const lastScroll = Math.max(0, height - room);
  const scale = lastScroll === 0 ? 1 : last / lastScroll;
  const isScaled = whole > MAX_HEIGHT;

  const put = useCallback(
    (top: number) => {
      const element = scroller.current;
      if (element === null) return;
      const bounded = Math.min(last, Math.max(0, top));
      element.scrollTop = bounded / scale;
      current.current = { top: bounded, scrolled: element.scrollTop };
      setState(current.current);
    },
    [last, scale],
  );

  const onScroll = useCallback(
    (scrolled: number) => {
      // What `put` has done itself is known more exactly than the scroll bar can say.
      if (Math.abs(scrolled - current.current.scrolled) < 1) return;
      current.current = { top: Math.min(last, scrolled * scale), scrolled };
      setState(current.current);
    },
    [last, scale],
  );
  const onWheel = useCallback(
    ({ deltaMode, deltaY }: WheelEvent) => {
      const unit = deltaMode === 1 ? rowHeight : deltaMode === 2 ? room : 1;
      put(current.current.top + deltaY * unit);
    },
    [put, room, rowHeight],
  );
  useListeners(scroller, onScroll, isScaled ? onWheel : undefined);

  const top = Math.min(state.top, last);
  const show = useCallback(
    (row: number) => {
      const at = row * rowHeight;
      const now = current.current.top;
      if (at < now) put(at);
      else if (at + rowHeight > now + room) put(at + rowHeight - room);
    },
    [put, room, rowHeight],
  );
  return {
    scroller,
    height,
    first: Math.max(0, Math.floor(top / rowHeight) - MORE),
    end: Math.min(count, Math.ceil((top + room) / rowHeight) + MORE),
    page: Math.max(1, Math.floor(room / rowHeight)),
    offset: (row) => (isScaled ? row * rowHeight - top + state.scrolled : row * rowHeight),
    show,
  };
}

/** Tells of scrolling; without `onWheel` the browser scrolls by itself. */
function useListeners(
  scroller: RefObject<HTMLDivElement | null>,
  onScroll: (scrolled: number) => void,
  onWheel: ((event: WheelEvent) => void) | undefined,
): void {
  useEffect(() => {
    const element = scroller.current!;
    const scroll = (): void => onScroll(element.scrollTop);
    const wheel = (event: WheelEvent): void => {
      if (onWheel === undefined || event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      onWheel(event);
    };
    element.addEventListener('scroll', scroll, { passive: true });
    element.addEventListener('wheel', wheel, { passive: false });
    return () => {
      element.removeEventListener('scroll', scroll);
      element.removeEventListener('wheel', wheel);
    };
  }, [scroller, onScroll, onWheel]);
}

/** The height of what is seen, in pixels. */
function useHeight(scroller: RefObject<HTMLDivElement | null>): number {
  const [height, setHeight] = useState(600);
  useLayoutEffect(() => {
    const element = scroller.current!;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    setHeight(element.clientHeight);
    return () => observer.disconnect();
  }, [scroller]);
  return height;
}
