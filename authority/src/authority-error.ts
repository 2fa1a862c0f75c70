/** The errors of the authority that the user can fix: each has a stable code and says what to do. */

/** What such an error says. */
export interface AuthorityErrorFacts {
  /** Stable, upper case, begins with `CA_`; docs/errors.md has one heading for each. */
  readonly code: string;
  /** One sentence: what happened. */
  readonly message: string;
  /** What was seen, shortened and without control characters. */
  readonly observed?: string;
  /** What was expected. */
  readonly expected?: string;
  /** How to fix it: the command, if one fixes it. */
  readonly hint: string;
}

/** The authority refuses a request, or its folder cannot be used; {@link AuthorityErrorFacts} describes the properties. */
export class AuthorityError extends Error {
  override readonly name = 'AuthorityError';
  readonly code: string;
  readonly observed?: string;
  readonly expected?: string;
  readonly hint: string;

  constructor({ code, message, observed, expected, hint }: AuthorityErrorFacts) {
    super(message);
    this.code = code;
    this.hint = hint;
    if (observed !== undefined) this.observed = observed;
    if (expected !== undefined) this.expected = expected;
  }
}
