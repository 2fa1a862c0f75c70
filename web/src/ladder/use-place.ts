/** Scrolling by itself: to what is selected, and so that rows stay where they are when their heights change. */
import { useLayoutEffect, useRef } from 'react';
import type { Offsets } from './offsets.ts';
import type { Tall } from './use-tall.ts';

/** Keeps the rows where they are when they get other heights, or others come between them. */
export function useStay(offsets: Offsets, tall: Tall, selected: number): void {
  const before = useRef({ offsets, selected });
  useLayoutEffect(() => {
    const { offsets: old, selected: was } = before.current;
    before.current = { offsets, selected };
    if (old === offsets) return;
    const { offset, height } = tall.view();
    const isSeen = was >= 0 && old.top(was) >= offset && old.top(was) <= offset + height;
    const place = isSeen ? was : old.at(offset);
    tall.scrollTo(offsets.top(place) - (old.top(place) - offset));
  });
}

/** Scrolls to the selected row if it is not seen: the first time into the middle. */
export function useIntoView(key: string, selected: number, offsets: Offsets, tall: Tall): void {
  const shown = useRef('');
  useLayoutEffect(() => {
    if (key === '' || shown.current === key) return;
    const isFirst = shown.current === '';
    shown.current = key;
    const { offset, height } = tall.view();
    const [top, size] = [offsets.top(selected), Math.min(offsets.height(selected), height)];
    const margin = Math.min(size, height / 4);
    if (!isFirst && top >= offset + margin && top + size <= offset + height - margin) return;
    const distance = Math.min(Math.abs(top - offset), Math.abs(top + size - offset - height));
    if (isFirst || distance > height) tall.scrollTo(top - (height - size) / 2);
    else if (top < offset + margin) tall.scrollTo(top - margin);
    else tall.scrollTo(top + size + margin - height);
  });
}
