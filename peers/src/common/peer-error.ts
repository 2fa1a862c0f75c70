/** The errors that are the user's to mend: each has a stable code, what was seen, what was expected and what to do. */

/** What an error of a user tells. */
export interface PeerErrorFacts {
  /** Stable, upper case, begins with `PEER_`; the documentation has one heading for each. */
  readonly code: string;
  /** One sentence: what happened. */
  readonly message: string;
  /** What was there. */
  readonly observed: string;
  /** What would have been right. */
  readonly expected: string;
  /** What to do now. */
  readonly hint: string;
}

/** An error that is not a fault of ours; see {@link PeerErrorFacts} for what its properties tell. */
export class PeerError extends Error {
  readonly code: string;
  readonly observed: string;
  readonly expected: string;
  readonly hint: string;

  constructor(facts: PeerErrorFacts) {
    super(facts.message);
    this.name = new.target.name;
    this.code = facts.code;
    this.observed = facts.observed;
    this.expected = facts.expected;
    this.hint = facts.hint;
  }
}

/** An option of a peer is wrong; codes `PEER_UNKNOWN` and `PEER_OPTION_…`. */
export class PeerOptionError extends PeerError {}

/** A peer cannot listen where it was told to; codes `PEER_PORT_…`, `PEER_ADDRESS_…`, `PEER_LISTEN_FAILED`. */
export class PeerListenError extends PeerError {}

/** A client cannot reach the other side, cannot trust it, or is told something that the protocol does not have; codes `PEER_CLIENT_…`. */
export class PeerClientError extends PeerError {}
