/** How far spans of a stream reach. */
import type { Span } from '../join.ts';
import { endOf } from '../join.ts';

/** The offset after the last byte of any of these spans; 0 for none. There may be hundreds of thousands of them. */
export function furthest(spans: readonly Span[]): number {
  return spans.reduce((end, span) => Math.max(end, endOf(span)), 0);
}
