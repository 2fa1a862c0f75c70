/** Errors that the user can fix: each has a stable code, what was seen, what was expected and what to do. */

/** What a user error says. */
export interface PeerErrorFacts {
  /** Stable, upper case, begins with `PEER_`. */
  readonly code: string;
  /** One sentence: what happened. */
  readonly message: string;
  /** What was seen. */
  readonly observed: string;
  /** What was expected. */
  readonly expected: string;
  /** How to fix it. */
  readonly hint: string;
}

/** An error that the user can fix; {@link PeerErrorFacts} describes its properties. */
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

/** An option of a peer is not valid; codes `PEER_UNKNOWN` and `PEER_OPTION_…`. */
export class PeerOptionError extends PeerError {}

/** A peer cannot listen; codes `PEER_PORT_…`, `PEER_ADDRESS_…`, `PEER_LISTEN_FAILED`. */
export class PeerListenError extends PeerError {}

/** A client cannot reach or trust the server, or the server breaks the protocol; codes `PEER_CLIENT_…`. */
export class PeerClientError extends PeerError {}
