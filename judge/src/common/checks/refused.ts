/** When no server is listening, does the program exit with an error? */
import type { Check } from '../../check.ts';
import { outcome } from '../../check.ts';
import { quote } from '@wireside/trace';
import { lastAttempt } from '../calls.ts';
import { endText } from '../end-text.ts';
import type { ClientFacts } from '../facts.ts';

/** The program exits after its connect() was refused; in strict editions with a message and a non-zero status. */
export const refused: Check<ClientFacts, never> = {
  needs: [],
  title: ({ edition }) =>
    edition.strict
      ? 'prints an error and exits with a non-zero status when no server is listening'
      : 'exits when no server is listening',
  ask: (facts) => {
    const attempt = lastAttempt(facts);
    const evidence = attempt === undefined ? [] : [{ call: attempt.n }];
    const expected = facts.edition.strict
      ? 'connect() is refused; then an error message on standard error, and a non-zero exit status'
      : 'connect() is refused; then the program exits';
    const ended = `it ${endText(facts.end)}`;
    if (attempt === undefined) return outcome(false, expected, `connect() was not called; ${ended}`);
    if (attempt.error !== 'ECONNREFUSED' && attempt.error !== 'EINPROGRESS') {
      const got = `connect() to ${attempt.args ?? '?'}: ${attempt.error ?? 'no error'}`;
      return outcome(false, expected, got, evidence);
    }
    if (facts.end.reason !== 'exited') return outcome(false, expected, ended, evidence);
    if (!facts.edition.strict) return outcome(true, expected, ended, evidence);
    if (facts.end.code === 0) return outcome(false, expected, `${ended}, which means success`, evidence);
    if (facts.errors.length > 0) return outcome(true, expected, ended, evidence);
    const [line] = facts.lines;
    const said =
      line === undefined ? 'printed nothing' : `printed its error on standard output: ${quote(line.bytes)}`;
    return outcome(false, expected, `${ended} and ${said}`, [
      ...evidence,
      ...(line === undefined ? [] : [{ line: line.number }]),
    ]);
  },
};
