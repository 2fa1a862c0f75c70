/** Checks how long a certificate is to hold. */
import { AuthorityError } from './authority-error.ts';

/** A hundred years; longer is a typing error. */
const MOST_DAYS = 36_500;

/** The same number of days, if it is a whole one from 1 to 36500. Throws `CA_OPTION`. */
export function readDays(days: number): number {
  if (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) return days;
  throw new AuthorityError({
    code: 'CA_OPTION',
    message: 'A certificate cannot hold for that long.',
    observed: String(days),
    expected: `a whole number of days from 1 to ${MOST_DAYS}`,
    hint: 'Write --days 365, or leave it out.',
  });
}
