/** Misconceptions about what is sent, on which family, and how often. */
import { callName, list, quote, seconds } from '@wireside/trace';
import { countText } from '@wireside/wire';
import { isCrashed } from '../../../common/calls.ts';
import { endText } from '../../../common/end-text.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import { MAX_ROW } from '../checks/families.ts';
import type { UdpFacts } from '../facts.ts';
import { REQUEST } from '../facts.ts';
import type { Attempt } from '../pace.ts';
import { attemptsOf, longestRow, pacesOf, sendingsOf } from '../pace.ts';

/** Requests this close together are copies of one. µs. */
const COPIES = 50_000;
/** A request that comes this soon after a refusal was caused by it. µs. */
const AT_ONCE = 300_000;

/** A datagram to the server is not the request. */
export function findWrongRequest(
  { requests, model }: UdpFacts,
  failed: Failed<'request'>,
): Finding | undefined {
  const decoder = new TextDecoder('latin1');
  const other = requests.find(({ bytes }) => decoder.decode(bytes) !== REQUEST);
  if (!failed.has('request') || other === undefined) return undefined;
  const { datagram, bytes } = other;
  const text = decoder.decode(bytes);
  const extra = text.slice(REQUEST.length);
  const call = datagram.send?.lane === 'calls' ? model.call(datagram.send.n) : undefined;
  const what =
    text.startsWith(REQUEST) && /^[\s\0]+$/.test(extra)
      ? `the request followed by ${quote(extra)}`
      : text.toUpperCase() === REQUEST
        ? 'the request in other letters: capital letters count'
        : 'not the request';
  return {
    text:
      `${call === undefined ? 'The program' : callName(call)} sent ${quote(bytes)} (packet ${datagram.packet}): ${what}. ` +
      `The server takes the bytes of a datagram as they are. Send exactly ${quote(REQUEST)}.`,
    evidence: [{ packet: datagram.packet }, ...(call === undefined ? [] : [{ call: call.n }])],
  };
}

/** The program never sends on one of the families. */
export function findOneFamily(facts: UdpFacts, failed: Failed<'families'>): Finding | undefined {
  const sendings = sendingsOf(attemptsOf(facts));
  const [first] = sendings;
  if (!failed.has('families') || first === undefined || sendings.length < 2) return undefined;
  const missing = facts.families.find((family) => !sendings.some((one) => one.family === family));
  if (missing === undefined) return undefined;
  return {
    text:
      `The program sent its requests on ${first.family} only, and none on ${missing}, although the server's name has an address of each. ` +
      `Only one family may be answered, and nothing tells the client which: send on both in each round.`,
    evidence: [first.evidence, sendings.at(-1)!.evidence],
  };
}

/** The program tries one family several times before it tries the other one. */
export function findFamiliesInTurn(facts: UdpFacts, failed: Failed<'families'>): Finding | undefined {
  const sendings = sendingsOf(attemptsOf(facts));
  const row = longestRow(sendings);
  const [first] = row;
  if (!failed.has('families') || first === undefined || row.length <= MAX_ROW) return undefined;
  if (new Set(sendings.map(({ family }) => family)).size < 2) return undefined;
  const last = row.at(-1)!;
  return {
    text:
      `The program sent ${row.length} requests on ${first.family} in a row, for ${seconds(last.at - first.at)}, and none on the other family in the meantime. ` +
      `If the other one is answered just then, that is lost time. Send on both families in each round, then wait for an answer from either.`,
    evidence: [first.evidence, last.evidence],
  };
}

/** The program sends again at once because a refusal woke it. */
export function findBusyWhenRefused(facts: UdpFacts, failed: Failed<'interval'>): Finding | undefined {
  const fast = failed.has('interval') ? pacesOf(facts).find(({ verdict }) => verdict === 'fast') : undefined;
  if (fast === undefined) return undefined;
  const refused = facts.requests.filter(({ datagram }) => datagram.refused !== undefined);
  const early = refused.find(({ datagram }) => {
    const call = facts.model.call(datagram.refused!)!;
    const told = call.at + (call.took ?? 0);
    return fast.attempts.some(({ at }) => at > told && at - told < AT_ONCE);
  });
  if (early === undefined) return undefined;
  const call = facts.model.call(early.datagram.refused!)!;
  return {
    text:
      `${callName(call)} failed with ECONNREFUSED, because nothing listens on ${early.family} just now (packet ${early.datagram.icmpError}), and the program sent its next requests at once: one on ${fast.family} every ${seconds(fast.average)}. ` +
      `A refusal ends the wait of select() early. Go on waiting for the rest of the second, then send again.`,
    evidence: [{ call: call.n }, { packet: early.datagram.packet }, { packet: early.datagram.icmpError! }],
  };
}

/** The program sends too often. */
export function findTooFast(facts: UdpFacts, failed: Failed<'interval'>): Finding | undefined {
  const fast = failed.has('interval') ? pacesOf(facts).find(({ verdict }) => verdict === 'fast') : undefined;
  if (fast === undefined) return undefined;
  const { family, attempts, average, median } = fast;
  const how =
    median < COPIES
      ? `several copies of its request on ${family} at once, less than ${seconds(COPIES)} apart`
      : `a request on ${family} every ${seconds(average)}`;
  return {
    text:
      `The program sends ${how}. ` +
      `Send once on each family, wait a second for an answer, and only then send again: more requests load the network and the server, and help no one.`,
    evidence: evidenceOf(attempts),
  };
}

/** The program waits too long before it sends again. */
export function findTooSlow(facts: UdpFacts, failed: Failed<'interval'>): Finding | undefined {
  const slow = failed.has('interval') ? pacesOf(facts).find(({ verdict }) => verdict === 'slow') : undefined;
  if (slow === undefined) return undefined;
  return {
    text:
      `The program waits ${seconds(slow.median)} between two requests on ${slow.family}; a second was asked for. ` +
      `Give the wait a timeout of one second (in Python, settimeout(1) or select() with 1).`,
    evidence: evidenceOf(slow.attempts),
  };
}

/** The program sent its request once and went on waiting. */
export function findSendsOnce(facts: UdpFacts, failed: Failed<'repeats' | 'persists'>): Finding | undefined {
  const { end, families, acknowledgments, isEndedByScene } = facts;
  if (!failed.has('repeats') && !failed.has('persists')) return undefined;
  const sendings = sendingsOf(attemptsOf(facts));
  const most = Math.max(...families.map((family) => sendings.filter((one) => one.family === family).length));
  if (sendings.length === 0 || most > 1 || acknowledgments.length > 0) return undefined;
  if (isCrashed(facts) && !isEndedByScene) return undefined;
  const where = list([...new Set(sendings.map(({ family }) => family))]);
  return {
    text:
      `The program sent its request once on ${where}, and ${end.reason === 'exited' && !isEndedByScene ? `then ${endText(end)}` : 'waited for an answer from then on'}. ` +
      `UDP does not send a lost datagram again, and the receiver of a lost datagram does not know of it: wait for one second at most, then send again.`,
    evidence: evidenceOf(sendings),
  };
}

/** The program gave up although no acknowledgment had come. */
export function findGivesUp(facts: UdpFacts, failed: Failed<'repeats' | 'persists'>): Finding | undefined {
  const { end, acknowledgments, requests, isEndedByScene } = facts;
  if (!failed.has('repeats') && !failed.has('persists')) return undefined;
  if (end.reason !== 'exited' || isEndedByScene || acknowledgments.length > 0 || isCrashed(facts))
    return undefined;
  if (requests.length === 0) return undefined;
  const last = requests.at(-1)!.datagram;
  return {
    text:
      `The program gave up after ${countText(requests.length, 'request')} (the last in packet ${last.packet}): it ${endText(end)} without an acknowledgment. ` +
      `Several lost requests in a row are ordinary. Go on until an acknowledgment comes.`,
    evidence: [{ packet: last.packet }],
  };
}

const evidenceOf = (attempts: readonly Attempt[]): Finding['evidence'] =>
  attempts.slice(0, 3).map(({ evidence }) => evidence);
