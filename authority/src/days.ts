/** Checks how long a certificate is valid. */
import { AuthorityError } from './authority-error.ts';

/** A hundred years; more is a typing error. */
const MAX_DAYS = 36_500;

/**
 * The same number of days.
 *
 * @throws {AuthorityError} `CA_OPTION` when it is not a whole number from 1 to 36500.
 */
export function readDays(days: number): number {
  if (Number.isInteger(days) && days >= 1 && days <= MAX_DAYS) return days;
  throw new AuthorityError({
    code: 'CA_OPTION',
    message: 'A certificate cannot be valid for that long.',
    observed: String(days),
    expected: `a whole number of days from 1 to ${MAX_DAYS}`,
    hint: 'Write --days 365, or leave it out for the default.',
  });
}
