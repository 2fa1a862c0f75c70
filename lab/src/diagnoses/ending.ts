/** Misconceptions about the end of the connection. */
import { shownMessages } from '../facts/shown.ts';
import { count } from '../facts/text.ts';
import { callName, type Diagnosis, filledReceives, mainCalls } from './diagnosis.ts';
import { waitedInVain } from './receiving.ts';

/** Receives of nothing after which a loop is one that does not notice the end. */
const TURNS = 50;

const busyLoop: Diagnosis = {
  id: 'busy-loop-at-end',
  find: (facts) => {
    const empty = mainCalls(facts, 'receive').filter((call) => call.ret === 0);
    const turns = empty.reduce((sum, call) => sum + (call.times ?? 1), 0);
    const [first] = empty;
    if (first === undefined || turns < TURNS) return null;
    return {
      text:
        `After the server had closed${facts.serverFin === null ? '' : ` (packet ${facts.serverFin.packet})`}, ${callName(first)} returned 0 bytes, ` +
        `and so did the ${count(turns - 1, 'call')} after it. 0 bytes means that the connection has ended and nothing will ever come; ` +
        `leave the loop then.`,
      evidence: [
        { call: first.n },
        ...(facts.serverFin === null ? [] : [{ packet: facts.serverFin.packet }]),
      ],
    };
  },
};

const hangsAtEnd: Diagnosis = {
  id: 'hangs-at-end',
  unless: ['busy-loop-at-end', 'no-command', 'newline-after-command', 'wrong-command'],
  find: (facts, failed) => {
    if (!failed.has('end') || facts.end.reason !== 'limit' || facts.serverFin === null) return null;
    const told = mainCalls(facts, 'receive').find((call) => call.ret === 0);
    const where = facts.end.waitingIn === undefined ? '' : ` It was waiting in ${facts.end.waitingIn}().`;
    return {
      text:
        `The server closed the connection (packet ${facts.serverFin.packet}), but the program went on${told === undefined ? ' without receiving once more' : `, although ${callName(told)} had returned 0 bytes, which tells just that`}.${where} ` +
        `A receive that returns 0 bytes is the end: close the socket and leave.`,
      evidence: [{ packet: facts.serverFin.packet }, ...(told === undefined ? [] : [{ call: told.n }])],
    };
  },
};

const closesEarly: Diagnosis = {
  id: 'closes-early',
  unless: [
    'stops-at-short-read',
    'crashed',
    'utf8-per-chunk',
    'newline-after-command',
    'wrong-command',
    'no-command',
  ],
  find: (facts, failed) => {
    if (facts.main === null || (!failed.has('messages') && !failed.has('end') && !failed.has('flood')))
      return null;
    if (facts.end.reason === 'limit') return null;
    const toldEnd = mainCalls(facts, 'receive').some((call) => call.ret === 0);
    if (toldEnd) return null;
    const filled = filledReceives(facts);
    const last = filled.at(-1);
    // One receive and no more is a misconception of its own, unless the program waited and gave up.
    if (last !== undefined && filled.length === 1 && !waitedInVain(facts, last)) return null;
    const close = mainCalls(facts, 'close')[0] ?? facts.trace.calls.findLast((call) => call.kind === 'exit');
    const own = facts.main.toPeer.reset ?? facts.main.toPeer.fin;
    if (close === undefined) return null;
    const got = facts.main.toProgram.received;
    const unread = facts.main.toProgram.carried - got;
    return {
      text:
        `The program closed the connection by ${callName(close)} before the server had: it had received ${count(got, 'byte')}` +
        `${unread > 0 ? `, and ${count(unread, 'byte')} that had arrived were never read` : ''}` +
        `${own === undefined ? '' : ` (packet ${own})`}. How much will come is not known beforehand: receive until a receive returns 0 bytes.`,
      evidence: [{ call: close.n }, ...(own === undefined ? [] : [{ packet: own }])],
    };
  },
};

const dropsLast: Diagnosis = {
  id: 'drops-last-message',
  unless: [
    'reads-once',
    'stops-at-short-read',
    'closes-early',
    'hangs-at-end',
    'busy-loop-at-end',
    'one-recv-one-message',
    'fixed-size-reads',
    'bytes-literal',
    'line-has-more',
    'crashed',
  ],
  find: (facts, failed) => {
    if (!failed.has('messages') || facts.main === null) return null;
    const shown = shownMessages(facts).messages.map(({ index }) => index);
    const last = facts.messages.at(-1);
    if (last === undefined || last.receives.length === 0) return null;
    if (shown.length !== facts.messages.length - 1 || shown.some((index, place) => index !== place))
      return null;
    const call = last.receives.at(-1);
    return {
      text:
        `The last message, "${last.text}", was received${call === undefined ? '' : ` by ${callName(facts.call(call.n))}`} but never shown. ` +
        `No other message follows it, so the end of the connection is its end: show what is left when a receive returns 0 bytes.`,
      evidence: call === undefined ? [] : [{ call: call.n }],
    };
  },
};

export const ENDING: readonly Diagnosis[] = [busyLoop, hangsAtEnd, closesEarly, dropsLast];
