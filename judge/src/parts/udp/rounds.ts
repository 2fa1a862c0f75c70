/** What one run of the loss experiment showed: how often the program had to send until it was acknowledged. */
import type { Model } from '@wireside/trace';
import { gatherFacts } from './facts.ts';

/** One run of the experiment. */
export interface Rounds {
  /** Sendings until an acknowledgment was read, or until the end; one on each family counts as one. */
  readonly rounds: number;
  /** Whether the program read an acknowledgment. */
  readonly isAcknowledged: boolean;
}

/** Counts the rounds of a run of a UDP client against a server `pmu-udp`. */
export function roundsOf(model: Model): Rounds {
  const nothing = { id: '', title: '', command: '', checks: [] };
  const { requests, acknowledged, families } = gatherFacts(model, nothing, { strict: false });
  const until = acknowledged?.read.at ?? Infinity;
  const sent = requests.filter(({ datagram }) => datagram.at <= until);
  const counts = families.map((family) => sent.filter((one) => one.family === family).length);
  return { rounds: Math.max(0, ...counts), isAcknowledged: acknowledged !== undefined };
}
