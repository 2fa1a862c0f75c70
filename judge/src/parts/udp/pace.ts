/** The order and the pace in which a program sends its requests, up to the acknowledgment. */
import type { Evidence } from '@wireside/trace';
import type { Family, UdpFacts } from './facts.ts';

/** Requests of one family within this time are copies of one sending. µs. */
const TOGETHER = 300_000;
/** What is sent so soon after the acknowledgment was read may come from a thread that could not know of it yet. µs. */
const OVERLAP = 300_000;
/** At least this much and at most this much may pass between two requests of a family. µs. */
export const PACE = { least: 700_000, most: 2_500_000 } as const;
/** More gaps than that which are too short are no accident of a busy machine. */
const MAX_SHORT = 2;
/** With fewer gaps, one late packet would decide. */
const MIN_GAPS = 2;

/** One sending of a request, or the try of one. */
export interface Attempt {
  readonly family: Family;
  /** µs since the epoch. */
  readonly at: number;
  readonly evidence: Evidence;
}

/**
 * All requests before the program had read an acknowledgment, in order, by the clock of the packets. A send() that reports
 * the refusal of an earlier request counts too, unless the program tried again at once: the kernel did not send it.
 */
export function attemptsOf({ requests, refusedSends, acknowledged }: UdpFacts): Attempt[] {
  const sent = requests.map(({ family, datagram }): Attempt => ({
    family,
    at: datagram.at,
    evidence: { packet: datagram.packet },
  }));
  const refused = refusedSends
    .map(({ family, call }): Attempt => ({ family, at: call.at, evidence: { call: call.n } }))
    .filter(
      (one) => !sent.some(({ family, at }) => family === one.family && Math.abs(at - one.at) < TOGETHER),
    );
  const until = acknowledged?.read.at ?? Infinity;
  return [...sent, ...refused].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
}

/** The attempts, copies of one left out. */
export function sendingsOf(attempts: readonly Attempt[]): Attempt[] {
  const last: Partial<Record<Family, number>> = {};
  return attempts.filter(({ family, at }) => {
    const isCopy = at - (last[family] ?? -Infinity) < TOGETHER;
    if (!isCopy) last[family] = at;
    return !isCopy;
  });
}

/** The longest row of sendings on one family without one on the other. */
export function longestRow(sendings: readonly Attempt[]): Attempt[] {
  let row: Attempt[] = [];
  let longest: Attempt[] = [];
  for (const one of sendings) {
    row = row[0]?.family === one.family ? [...row, one] : [one];
    if (row.length > longest.length) longest = row;
  }
  return longest;
}

/** How a program paces its requests on one family. */
export interface Pace {
  readonly family: Family;
  readonly attempts: readonly Attempt[];
  /** Time between two requests, µs: the one in the middle. */
  readonly median: number;
  /** Time between two requests, µs, on average. */
  readonly average: number;
  readonly verdict: 'right' | 'fast' | 'slow';
}

/**
 * The pace on each family on which enough was sent. One late packet decides nothing: too fast is what is so on average or
 * several times, too slow what is so in the middle.
 */
export function pacesOf(facts: UdpFacts): Pace[] {
  const all = attemptsOf(facts);
  return facts.families.flatMap((family): Pace[] => {
    const attempts = all.filter((one) => one.family === family);
    const gaps = attempts.slice(1).map(({ at }, i) => at - attempts[i]!.at);
    if (gaps.length < MIN_GAPS) return [];
    const median = gaps.toSorted((a, b) => a - b)[Math.floor((gaps.length - 1) / 2)]!;
    const average = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const short = gaps.filter((gap) => gap < PACE.least).length;
    const isFast = average < PACE.least || short > MAX_SHORT;
    const verdict = isFast ? 'fast' : median > PACE.most ? 'slow' : 'right';
    return [{ family, attempts, median, average, verdict }];
  });
}

/** What the program sent to the server after it had read the acknowledgment. */
export function sentAfter({ acknowledged, requests, families }: UdpFacts): UdpFacts['requests'] {
  if (acknowledged === undefined) return [];
  const { at: read } = acknowledged.read;
  const late = requests.filter(({ datagram }) => datagram.at > read);
  const isLoop = late.length > families.length;
  return isLoop ? late : late.filter(({ datagram }) => datagram.at > read + OVERLAP);
}
