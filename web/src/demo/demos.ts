/** The recorded runs of the demo, as `demo/index.json` lists them. */
import { useEffect, useState } from 'react';
import { addressOf, go } from '../state/address.ts';
import type { Name } from '../state/address.ts';

/** A step of a tour: what it selects, and what it says about it. */
export interface Step {
  readonly title: string;
  /** Two or three sentences. */
  readonly text: string;
  /** `packet:8`, as in the address. */
  readonly at?: string;
  /** The tab that is shown. */
  readonly tab?: string;
  /** The filter of the packets. */
  readonly filter?: string;
}

/** A recorded run with its tour. */
export interface Demo {
  /** In the address, and of the file: `demo/NAME.zip`. */
  readonly name: string;
  readonly title: string;
  /** One sentence. */
  readonly text: string;
  readonly steps: readonly Step[];
}

/** The recorded runs; undefined until they are known, none where the page has none. */
export function useDemos(): readonly Demo[] | undefined {
  const [demos, setDemos] = useState<readonly Demo[]>();
  useEffect(() => {
    loadDemos().then(setDemos, () => setDemos([]));
  }, []);
  return demos;
}

async function loadDemos(): Promise<readonly Demo[]> {
  const response = await fetch('./demo/index.json');
  return response.ok ? ((await response.json()) as { demos: readonly Demo[] }).demos : [];
}

/** What the address holds in a step of a tour. @param step counted from 1 */
export function addressOfStep(demo: Demo, step: number): Partial<Record<Name, string | undefined>> {
  const { at, tab, filter } = demo.steps[step - 1] ?? {};
  return { demo: demo.name, step: String(step), at, tab, filter };
}

/** Goes to a recorded run, at the beginning of its tour. */
export function goToDemo(demo: Demo): void {
  go(
    { open: undefined, with: undefined, stream: undefined, graph: undefined, ...addressOfStep(demo, 1) },
    'push',
  );
}

/** The step in an address, counted from 1; undefined when the tour is closed. An address without one is at the first. */
export function stepOf(demo: Demo, word: string = addressOf('step')): number | undefined {
  if (word === '') return 1;
  const step = Number(word);
  return Number.isInteger(step) && step >= 1 && step <= demo.steps.length ? step : undefined;
}
