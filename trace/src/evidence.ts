/** Evidence: what a verdict, a finding or a picture points at in a run. */

/**
 * One thing in a run, by its number: a packet (frame.number), a call, a record of a peer, or a line of an actor's standard
 * output; without an actor, of the first program's. All numbers count from 1.
 */
export type Evidence =
  | { readonly packet: number }
  | { readonly call: number }
  | { readonly line: number; readonly actor?: string }
  | { readonly peer: number };
