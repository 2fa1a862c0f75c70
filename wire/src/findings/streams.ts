/** What the rules look at of TCP streams, computed once for each capture; bounded, however many streams there are. */
import type { Capture } from '../core/capture.ts';
import { derivedKey } from '../core/derived.ts';
import { streamLife } from '../conversations/life.ts';
import type { Life } from '../conversations/life.ts';

/** Streams that are examined. */
const MAX_STREAMS = 2000;

const LIVES = derivedKey<readonly Life[]>('lives of TCP streams for findings');

/** The lives of the first streams of a capture. */
export function livesOf(capture: Capture): readonly Life[] {
  return capture.derived(LIVES, () =>
    Array.from({ length: Math.min(capture.tcp.flows.count, MAX_STREAMS) }, (_, stream) =>
      streamLife(capture, stream),
    ),
  );
}
