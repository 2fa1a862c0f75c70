/**
 * Scrolling of content that may be taller than a browser can lay out (Chromium: 2^25 pixels). Up to a bound the browser
 * scrolls it by itself. Beyond, the element has the bound's height: small steps move the content by as much, jumps by
 * their share of the whole, and when scrolling has ended the bar is put where it belongs.
 */
import type { RefObject } from 'react';
import { useCallback, useLayoutEffect, useMemo, useReducer, useRef } from 'react';
import type { Offsets } from './offsets.ts';

/** Height of the tallest element, in pixels. */
export const MAX_HEIGHT = 8_000_000;
/** Milliseconds after which scrolling has ended. */
const REST = 140;
/** Rows beyond those that are seen, in pixels. */
const MORE = 500;

/** What is seen of tall content. */
export interface Tall {
  /** Height of the element that is scrolled, in pixels. */
  readonly height: number;
  /** First and last row to draw. */
  readonly first: number;
  readonly last: number;
  /** What has to be taken from a row's offset for its place in the element. */
  readonly shift: number;
  /** First offset that is seen, and how many pixels are; read when something else is drawn. */
  readonly view: () => { readonly offset: number; readonly height: number };
  onScroll(): void;
  /** Scrolls to an offset. */
  scrollTo(offset: number): void;
}

/** Scrolls the rows. @param head pixels of the head, which stays at the top @param onView is told of each step */
export function useTall(
  scroller: RefObject<HTMLElement | null>,
  offsets: Offsets,
  head: number,
  onView: () => void,
): Tall {
  const [, render] = useReducer((n: number) => n + 1, 0);
  const now = useRef({ offset: 0, top: 0, rest: 0, drawn: '' });
  const { total } = offsets;
  const height = Math.min(total, MAX_HEIGHT);
  const seen = useCallback(
    () => Math.max(0, (scroller.current?.clientHeight ?? 600) - head),
    [scroller, head],
  );
  const range = useCallback((): readonly [first: number, last: number] => {
    const { offset } = now.current;
    return [offsets.at(offset - MORE), offsets.at(offset + seen() + MORE)];
  }, [offsets, seen]);
  const shown = useCallback(() => {
    const drawn = `${range().join()} ${now.current.offset - now.current.top}`;
    if (drawn !== now.current.drawn) render();
    onView();
  }, [range, onView]);

  const scrollTo = useCallback(
    (wanted: number) => {
      const element = scroller.current;
      if (element === null) return;
      const offset = Math.max(0, Math.min(wanted, total - seen()));
      const top = total <= MAX_HEIGHT ? offset : (offset / (total - seen())) * (height - seen());
      element.scrollTop = top;
      now.current.top = element.scrollTop;
      now.current.offset = total <= MAX_HEIGHT ? element.scrollTop : offset;
      shown();
    },
    [scroller, total, height, seen, shown],
  );

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const { current } = now;
    const top = element.scrollTop;
    if (top === current.top) return;
    const offset = offsetAfter(current, top, { total, height, seen: seen() });
    current.top = top;
    current.offset = offset;
    clearTimeout(current.rest);
    if (total > MAX_HEIGHT) current.rest = window.setTimeout(() => scrollTo(current.offset), REST);
    shown();
  }, [scroller, total, height, seen, shown, scrollTo]);

  useResized(scroller, render, onView);
  const view = useCallback(() => ({ offset: now.current.offset, height: seen() }), [seen]);
  const [first, last] = range();
  const shift = now.current.offset - now.current.top;
  now.current.drawn = `${first},${last} ${shift}`;
  return useMemo(
    () => ({ height, first, last, shift, view, onScroll, scrollTo }),
    [height, first, last, shift, view, onScroll, scrollTo],
  );
}

/** The offset after the bar has moved: of a small step as much farther, of a jump its share of the whole. */
function offsetAfter(
  before: { readonly offset: number; readonly top: number },
  top: number,
  { total, height, seen }: { total: number; height: number; seen: number },
): number {
  if (total <= MAX_HEIGHT) return top;
  const step = top - before.top;
  const isJump = Math.abs(step) > 2 * seen || top <= 0 || top >= height - seen - 1;
  if (isJump) return height <= seen ? 0 : (top / (height - seen)) * (total - seen);
  return Math.max(0, Math.min(total - seen, before.offset + step));
}

/** Draws again when the element gets another size. */
function useResized(scroller: RefObject<HTMLElement | null>, render: () => void, onView: () => void): void {
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      render();
      onView();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, render, onView]);
}
