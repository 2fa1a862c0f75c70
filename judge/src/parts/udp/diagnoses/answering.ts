/** Misconceptions about the acknowledgment: reading it, understanding it, showing it, and what comes after it. */
import { callName, quote, seconds } from '@wireside/trace';
import { countText } from '@wireside/wire';
import { isCrashed } from '../../../common/calls.ts';
import { endText } from '../../../common/end-text.ts';
import { generalReason } from '../../../common/general.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import { toldLast } from '../checks/survives.ts';
import type { UdpFacts } from '../facts.ts';
import { sentAfter } from '../pace.ts';
import { hasNumber, shownLine } from '../shown.ts';

/** A request so soon after an acknowledgment begins another run. µs. */
const AT_ONCE = 500_000;

type Answer = 'repeats' | 'stops' | 'shows' | 'ends';

/** The refusal of one family ended the program. */
export function findRefusalEnds(facts: UdpFacts, failed: Failed<'survives'>): Finding | undefined {
  if (!failed.has('survives')) return undefined;
  const told = toldLast(facts);
  const refusal = facts.requests.find(({ datagram }) => datagram.icmpError !== undefined);
  if (told === undefined || refusal === undefined) return undefined;
  const { packet, icmpError } = refusal.datagram;
  return {
    text:
      `${callName(told)} failed with ECONNREFUSED, and the program ${endText(facts.end)}. The host had no socket on ${refusal.family} when the request came (packet ${packet}), ` +
      `and its kernel said so by ICMP (packet ${icmpError}). The server may answer on the other family, or on this one later: catch the error, and go on.`,
    evidence: [{ call: told.n }, { packet }, { packet: icmpError! }],
  };
}

/** An error that nothing caught, or a signal, ended the program: as the rule about all programs says it. */
export function findCrash({ model }: UdpFacts): Finding | undefined {
  return generalReason(model, 'crash');
}

/** Acknowledgments came to the program's host, and the program never read one. */
export function findNeverReads(facts: UdpFacts, failed: Failed<Answer>): Finding | undefined {
  const [first] = facts.acknowledgments;
  if (!failed.has('repeats') || first === undefined || facts.acknowledged !== undefined || isCrashed(facts))
    return undefined;
  const { packet, destination } = first.datagram;
  const receives = facts.calls.some(
    ({ kind, socket }) => kind === 'receive' && socket?.local === destination,
  );
  return {
    text:
      `${quote(first.text)} came to ${destination} (packet ${packet}), but the program ${receives ? 'did not take it from that socket' : 'never receives on that socket'}. ` +
      `Receive on the socket that sent the request; of two sockets, wait for both at once (select() or poll()).`,
    evidence: [{ packet }],
  };
}

/** Whether the first acknowledgment is followed by a request at once, and by more acknowledgments. */
function isRunLoop(facts: UdpFacts): boolean {
  const { acknowledged, acknowledgments } = facts;
  if (acknowledged === undefined) return false;
  const next = sentAfter(facts)[0]?.datagram;
  const read = acknowledgments.filter((one) => one.read !== undefined);
  return next !== undefined && next.at - acknowledged.read.at < AT_ONCE && read.length > 2;
}

/** The loop of the experiment is left in: after an acknowledgment the next run begins. */
export function findRunLoop(facts: UdpFacts, failed: Failed<Answer>): Finding | undefined {
  if (!failed.has('stops') || !isRunLoop(facts)) return undefined;
  const read = facts.acknowledgments.filter((one) => one.read !== undefined);
  const { read: first, text } = facts.acknowledged!;
  const [next] = sentAfter(facts);
  return {
    text:
      `${callName(facts.model.call(first.call)!)} returned ${quote(text)}, and the program began again at once (packet ${next!.datagram.packet}): it read ${countText(read.length, 'acknowledgment')} in all. ` +
      `The loop of an experiment is still in it. One start of the program ends with one acknowledgment; count over many starts outside of it.`,
    evidence: [{ call: first.call }, { packet: next!.datagram.packet }],
  };
}

/** The program read an acknowledgment, and treated it as if nothing had come: it may know one form only. */
export function findOneForm(facts: UdpFacts, failed: Failed<Answer>): Finding | undefined {
  const { acknowledged } = facts;
  if (acknowledged === undefined || !failed.has('shows') || shownLine(facts) !== undefined) return undefined;
  const late = sentAfter(facts);
  if (late.length === 0 || isRunLoop(facts) || isCrashed(facts)) return undefined;
  const { text, separator, read } = acknowledged;
  const other = separator === '=' ? ':' : '=';
  return {
    text:
      `${callName(facts.model.call(read.call)!)} returned ${quote(text)}, but the program did not show it and went on sending (packet ${late[0]!.datagram.packet}), as if no acknowledgment had come. ` +
      `A program that knows "OFFSET${other}" only does that. Accept both forms, "=" and ":".`,
    evidence: [{ call: read.call }, { packet: late[0]!.datagram.packet }],
  };
}

/** The program goes on sending after the acknowledgment. */
export function findGoesOn(facts: UdpFacts, failed: Failed<Answer>): Finding | undefined {
  const late = sentAfter(facts);
  const { acknowledged, end } = facts;
  if (acknowledged === undefined || !failed.has('stops') || late.length === 0) return undefined;
  const { read, text } = acknowledged;
  const after = seconds(late.at(-1)!.datagram.at - read.at);
  return {
    text:
      `${callName(facts.model.call(read.call)!)} returned ${quote(text)}, and the program went on sending (packet ${late[0]!.datagram.packet} is the first request after it), for ${after}; it ${endText(end)}. ` +
      `One acknowledgment on either family is enough: leave the loop.`,
    evidence: [{ call: read.call }, { packet: late[0]!.datagram.packet }],
  };
}

/** The program read its acknowledgment, and does not print it. */
export function findNotShown(facts: UdpFacts, failed: Failed<Answer>): Finding | undefined {
  const { acknowledged, errors, lines } = facts;
  if (acknowledged === undefined || !failed.has('shows') || isCrashed(facts)) return undefined;
  if (sentAfter(facts).length > 0) return undefined;
  const { text, number, read } = acknowledged;
  const call = callName(facts.model.call(read.call)!);
  const isOnErrors = hasNumber(new TextDecoder().decode(errors).replaceAll('RESET:20', ''), number);
  const what = isOnErrors
    ? 'prints it on standard error only. Standard output is for results: print it there'
    : `${lines.length === 0 ? 'prints nothing' : 'prints other lines only'}. Print what was received, or at least the number ${number}, on standard output`;
  return {
    text: `${call} returned ${quote(text)}, but the program ${what}.`,
    evidence: [{ call: read.call }],
  };
}

/** The program has its acknowledgment, sends nothing more, and does not end. */
export function findHangsAtEnd(facts: UdpFacts, failed: Failed<Answer>): Finding | undefined {
  const { acknowledged, end } = facts;
  if (acknowledged === undefined || !failed.has('ends') || failed.has('stops')) return undefined;
  if (end.reason !== 'limit' && end.reason !== 'stopped') return undefined;
  const { read, text } = acknowledged;
  return {
    text:
      `${callName(facts.model.call(read.call)!)} returned ${quote(text)}, but the program kept running; it ${endText(end)}. ` +
      `After the acknowledgment there is nothing left to do: close the sockets, end all threads and exit.`,
    evidence: [{ call: read.call }],
  };
}
