/** Texts of what is wrong: the verdict, its checks, hints and findings. */
import { countText, numberText } from '@wireside/wire';

/** The texts. */
export const WRONG = {
  passed: (passed: number, all: number): string =>
    `${numberText(passed)} of ${countText(all, 'case')} passed`,
  points: (score: number, max: number): string => `${numberText(score)} of ${countText(max, 'point')}`,
  cases: 'Cases',
  results: { pass: 'passed', fail: 'failed', blocked: 'blocked', inconclusive: 'inconclusive' },
  marks: { pass: '✓', fail: '✗', blocked: '·', inconclusive: '?' },
  changeFirst: 'Change first',
  reason: 'Reason',
  explains: (count: number): string => `explains ${countText(count, 'failed case')}`,
  showIn: (id: string): string => `Show it in case ${id}`,
  alsoChange: (count: number): string => `Then ${countText(count, 'more thing')} to change`,
  noReason: 'No known mistake explains this case. The checks below say what differs.',
  passedChecks: (count: number): string => `${countText(count, 'check')} passed`,
  notes: 'Also noticed',
  alsoFound: (count: number): string => `Also found in this run: ${numberText(count)}`,
  expected: 'expected',
  got: 'got',
  evidence: 'Where it shows',
  texts: 'Expected and got',
  ends: 'ends here',
  more: (count: number): string => `${countText(count, 'more place')}`,
  hint: 'Hint',
  anotherHint: 'Another hint',
  hintLevel: ['Where to look', 'What to do'],
  severity: { wrong: 'Wrong', suspicious: 'Suspicious', note: 'Note' },
  severityMarks: { wrong: '✗', suspicious: '!', note: 'i' },
  change: 'Change',
  decides: 'What decides',
  silent: 'When nothing is said',
  nothing: 'Nothing wrong was found.',
  nothingMore: 'That nothing was found does not prove that all is right.',
  allPassed: 'Everything that this case checks is right.',
  same: (bytes: number): string =>
    bytes === 0
      ? 'They differ from the first byte on.'
      : `The first ${countText(bytes, 'byte')} are the same.`,
  differ: (at: number, expected: string | undefined, got: string | undefined): string =>
    expected === undefined
      ? `Byte ${numberText(at)} should not be there: ${got}.`
      : got === undefined
        ? `It ends before byte ${numberText(at)}, which should be ${expected}.`
        : `Byte ${numberText(at)} should be ${expected}, and is ${got}.`,
  sizes: (expected: number, got: number): string =>
    `${countText(expected, 'byte')} expected, ${numberText(got)} shown.`,
  position: (place: number, of: number, what: string): string => `${place} of ${of}: ${what}`,
} as const;
