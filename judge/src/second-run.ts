/** Decides by a second run, with unbuffered output, between two reasons for output that comes too late. */
import type { CaseVerdict } from './verdict.ts';

/** The diagnosis that leaves two reasons open. */
export const LATE_OUTPUT = 'output-not-flushed';

/** What it says while only one run is known. */
export const EITHER =
  'Either the program keeps everything until the end, or it prints each message but the language buffers the output, ' +
  'as it does when the output is not a terminal: flush after each message (in Python, print(…, flush=True)).';

const BUFFERED =
  'Run again with unbuffered output, the program shows each message in time: it prints each at once, but the language buffers the output, ' +
  'as it does when the output is not a terminal. Flush after each message (in Python, print(…, flush=True)).';
const COLLECTED =
  'Run again with unbuffered output, it shows them no earlier: the program itself keeps everything until the end. Print each message when it has come.';

/** What makes languages write their output at once: Python, and programs that use the stdio of a shared C library. */
export const UNBUFFERED: Readonly<Record<string, string>> = {
  PYTHONUNBUFFERED: '1',
  _STDBUF_O: '0',
  LD_PRELOAD: '/usr/libexec/coreutils/libstdbuf.so',
};

/** A text as it was before the second run. */
export const undecided = (text: string): string => text.replace(BUFFERED, EITHER).replace(COLLECTED, EITHER);

/** Whether a second run would decide. */
export const needsSecondRun = ({ diagnoses }: CaseVerdict): boolean =>
  diagnoses.some(({ id, text }) => id === LATE_OUTPUT && text.includes(EITHER));

/** The verdict with what the second run decided; as it was where that run was inconclusive. */
export function afterSecondRun(verdict: CaseVerdict, second: CaseVerdict): CaseVerdict {
  if (second.verdict === 'inconclusive') return verdict;
  const isLate = second.diagnoses.some(({ id }) => id === LATE_OUTPUT);
  return {
    ...verdict,
    diagnoses: verdict.diagnoses.map((one) =>
      one.id === LATE_OUTPUT
        ? { ...one, text: one.text.replace(EITHER, isLate ? COLLECTED : BUFFERED) }
        : one,
    ),
  };
}
