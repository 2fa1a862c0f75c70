/** Texts of the demo's frame. What the tours say is with the recorded runs: `web/public/demo/index.json`. */
import { numberText } from '@wireside/wire';

/** The texts. */
export const DEMO_TEXTS = {
  title: 'Recorded runs, with a tour of each',
  steps: (count: number): string => `${numberText(count)} steps`,
  tour: 'Guided tour',
  which: 'Recorded run',
  step: (step: number, of: number): string => `${numberText(step)} of ${numberText(of)}`,
  back: 'Back',
  next: 'Next',
  nextRun: 'Next run',
  close: 'Close the tour',
  again: 'Tour',
  unknown: (name: string): string => `There is no recorded run called ${name}.`,
  unknownHint: 'Choose one of those below.',
} as const;
