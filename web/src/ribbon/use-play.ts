/** The moment that the ribbon shows, and playing it: one event after the other. */
import { useEffect, useMemo, useState } from 'react';
import type { StreamRibbon } from '../worker/ribbon.ts';

/** Milliseconds that the whole of a ribbon takes, and the longest time of one step. */
const WHOLE = 9000;
const MAX_STEP = 700;
const MIN_STEP = 40;

/** The moment, and how to change it. */
export interface Playing {
  /** Events that have happened, of how many. */
  readonly step: number;
  readonly steps: number;
  /** µs since the first block: nothing later has happened yet. */
  readonly at: number;
  readonly isPlaying: boolean;
  setStep(step: number): void;
  /** Plays, or stops; from the end it begins again. */
  toggle(): void;
}

/** Plays a ribbon. */
export function usePlay(ribbon: StreamRibbon): Playing {
  const times = useMemo(() => timesOf(ribbon), [ribbon]);
  const steps = times.length;
  const [state, setState] = useState({ ribbon, step: steps, isPlaying: false });
  const { step, isPlaying } = state.ribbon === ribbon ? state : { step: steps, isPlaying: false };
  useEffect(() => {
    if (!isPlaying) return undefined;
    const pause = Math.max(MIN_STEP, Math.min(MAX_STEP, WHOLE / Math.max(1, steps)));
    const by = Math.max(1, Math.round((steps * pause) / WHOLE));
    const timer = setTimeout(() => {
      const next = Math.min(steps, step + by);
      setState({ ribbon, step: next, isPlaying: next < steps });
    }, pause);
    return () => clearTimeout(timer);
  }, [ribbon, step, steps, isPlaying]);
  return {
    step,
    steps,
    at: step >= steps ? Infinity : (times[step - 1] ?? -1),
    isPlaying,
    setStep: (next) => setState({ ribbon, step: Math.max(0, Math.min(steps, next)), isPlaying: false }),
    toggle: () => setState({ ribbon, step: isPlaying || step < steps ? step : 0, isPlaying: !isPlaying }),
  };
}

/** The times at which something happened, each once. */
function timesOf({ sends, segments, again, receives, lines }: StreamRibbon): Float64Array {
  const times = new Set<number>();
  for (const track of [sends, segments, again, receives, lines]) for (const { at } of track) times.add(at);
  return Float64Array.from(times).toSorted();
}
