/** When nobody listens, does the program end with an error? */
import { endText } from '../facts/ending.ts';
import { type Check, outcome } from './check.ts';
import { lastAttempt } from './connects.ts';

export const refused: Check = {
  id: 'refused',
  needs: [],
  title: (facts) =>
    facts.edition.strict
      ? 'ends with an error message and a status other than 0 when nobody listens'
      : 'ends when nobody listens',
  ask: (facts) => {
    const attempt = lastAttempt(facts);
    const evidence = attempt === undefined ? [] : [{ call: attempt.n }];
    const expected = facts.edition.strict
      ? 'a refused connect(), then an error message and a status other than 0'
      : 'a refused connect(), then the end';
    if (attempt === undefined)
      return outcome(false, expected, `no call of connect(); it ${endText(facts.end)}`);
    if (attempt.error !== 'ECONNREFUSED' && attempt.error !== 'EINPROGRESS') {
      return outcome(
        false,
        expected,
        `connect() to ${attempt.args ?? '?'}: ${attempt.error ?? 'no error'}`,
        evidence,
      );
    }
    if (facts.end.reason !== 'exited') return outcome(false, expected, `it ${endText(facts.end)}`, evidence);
    if (!facts.edition.strict) return outcome(true, expected, `it ${endText(facts.end)}`, evidence);
    if (facts.end.code === 0)
      return outcome(false, expected, 'it ended with status 0, which means success', evidence);
    const silent = facts.errors.length === 0 && facts.output.length === 0;
    return outcome(
      !silent,
      expected,
      `it ${endText(facts.end)}${silent ? ' and said nothing' : ''}`,
      evidence,
    );
  },
};
