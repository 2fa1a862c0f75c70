/** The errors of the authority that are the user's to mend: each with a stable code and what to do. */

/** What such an error tells. */
export interface AuthorityErrorFacts {
  /** Stable, upper case, begins with `CA_`; docs/errors.md has one heading for each. */
  readonly code: string;
  /** One sentence: what happened. */
  readonly message: string;
  /** What was there, shortened and without control characters. */
  readonly observed?: string;
  /** What would have been right. */
  readonly expected?: string;
  /** What to do now: where a command mends it, that command. */
  readonly hint: string;
}

/** Something was asked that this authority does not do; see {@link AuthorityErrorFacts} for what the properties tell. */
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
