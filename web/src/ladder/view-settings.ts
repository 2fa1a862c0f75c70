/** How the ladder is drawn: settings that are kept, and steps of the zoom. */
import { useSetting } from '../state/settings.ts';

/** Pixels of a line at each step of the zoom. */
const LINES = [16, 19, 22, 26, 32, 40] as const;
const USUAL_LINE = 2;
/** Steps of the scale of time, each by the factor 2. */
const MAX_SCALE = 16;

/** How the ladder is drawn, and how to change it. */
export interface ViewSettings {
  /** Pixels of a line. */
  readonly line: number;
  /** Whether the distance between rows is the time between them. */
  readonly isProportional: boolean;
  /** By how much the scale of time is larger than the usual one. */
  readonly zoom: number;
  setProportional(value: boolean): void;
  /** Makes rows higher, or time longer; or the other way round. */
  step(by: 1 | -1): void;
}

/** The settings of the ladder. */
export function useViewSettings(): ViewSettings {
  const [time, setTime] = useSetting('ladder.time', 'rows');
  const [density, setDensity] = useSetting('ladder.density', String(USUAL_LINE));
  const [scale, setScale] = useSetting('ladder.scale', '0');
  const isProportional = time === 'scale';
  const line = within(Number(density), 0, LINES.length - 1, USUAL_LINE);
  const power = within(Number(scale), -MAX_SCALE, MAX_SCALE, 0);
  return {
    line: LINES[line]!,
    isProportional,
    zoom: 2 ** power,
    setProportional: (value) => setTime(value ? 'scale' : 'rows'),
    step: (by) => {
      if (isProportional) setScale(String(within(power + by, -MAX_SCALE, MAX_SCALE, 0)));
      else setDensity(String(within(line + by, 0, LINES.length - 1, USUAL_LINE)));
    },
  };
}

function within(value: number, least: number, most: number, otherwise: number): number {
  return Number.isInteger(value) ? Math.max(least, Math.min(most, value)) : otherwise;
}
