/** Misconceptions about the end of a chat. */
import { callName } from '@wireside/trace';
import { isCrashed, mainCalls } from '../../../common/calls.ts';
import { findHangAtEnd } from '../../../common/diagnoses/closing.ts';
import { endText } from '../../../common/end-text.ts';
import { generalReason } from '../../../common/general.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import type { ChatClientFacts } from '../facts.ts';
import { LATE } from '../facts.ts';

type Ends = Failed<'connects' | 'sends' | 'shows' | 'ends'>;

/** Whether the program ended before anything ended the conversation. */
const isEarly = ({ end, ending, isStopped }: ChatClientFacts): boolean =>
  !isStopped && (ending === undefined || end.at < ending.at - LATE);

/** An error that nothing caught, or a signal, ended the program while the conversation went on. */
export function findCrash(facts: ChatClientFacts): Finding | undefined {
  const isKilled = facts.end.reason === 'signal';
  if (!isEarly(facts) && !isKilled) return undefined;
  return isCrashed(facts) ? generalReason(facts.model, 'crash') : undefined;
}

/** The program closed the connection while the conversation went on. */
export function findClosesEarly(facts: ChatClientFacts): Finding | undefined {
  const { main, ending, end, stoppedAt } = facts;
  if (main === undefined || isCrashed(facts)) return undefined;
  const { fin, reset } = main.outgoing;
  const packet = fin ?? reset;
  const at = packet === undefined ? undefined : facts.model.capture.packet(packet - 1).time;
  if (packet === undefined || at === undefined || at >= (ending?.at ?? Infinity) - LATE) return undefined;
  // What the run's end closed was not closed by the program.
  if (at >= stoppedAt) return undefined;
  const close = [...mainCalls(facts, 'close'), ...mainCalls(facts, 'shutdown')].find(({ ret }) => ret === 0);
  const how =
    close !== undefined && close.at <= at
      ? `with ${callName(close)}`
      : end.reason === 'exited'
        ? `when it ${endText(end)}`
        : undefined;
  if (how === undefined) return undefined;
  return {
    text:
      `The program closed the connection ${how} (packet ${packet}), and the conversation was not over: no empty line had been typed, its input was open, and the server had not closed. ` +
      `Read the next line in a loop, and close after an empty one.`,
    evidence: [{ packet }, ...(close === undefined ? [] : [{ call: close.n }])],
  };
}

/** An empty line, or the end of the input, did not end the program. */
export function findGoesOn(facts: ChatClientFacts, failed: Ends): Finding | undefined {
  const { ending, end, main, calls, isStopped } = facts;
  if (!failed.has('ends') || ending === undefined || ending.by === 'server') return undefined;
  if (!isStopped) return undefined;
  const where = end.waitingIn === undefined ? '' : ` It was waiting in ${end.waitingIn}().`;
  const fin = main?.outgoing.fin;
  const isClosed = fin !== undefined && facts.model.capture.packet(fin - 1).time < facts.stoppedAt;
  const last = calls.at(-1);
  const what =
    ending.by === 'empty line'
      ? 'An empty line was typed, which ends the conversation'
      : 'The input of the program ended, and with it the conversation';
  const then = isClosed
    ? `the program closed the connection (packet ${fin}), but it did not exit`
    : 'the program went on';
  return {
    text:
      `${what}, and ${then}.${where} ` +
      (isClosed
        ? 'End the other threads too: let the receiving one end when its receive returns 0 bytes, or make it a daemon thread.'
        : 'Leave the loop there, close the connection and exit.'),
    evidence: [...(isClosed ? [{ packet: fin }] : []), ...(last === undefined ? [] : [{ call: last.n }])],
  };
}

/** The server closed the connection, and the program stayed. */
export function findStaysAlone(facts: ChatClientFacts, failed: Ends): Finding | undefined {
  if (facts.ending?.by !== 'server') return undefined;
  const found = findHangAtEnd(facts, { has: () => failed.has('ends') });
  return found === undefined
    ? undefined
    : {
        ...found,
        text: `${found.text} The thread at the keyboard must not keep the program alive (in Python, os._exit(0) in the receiving thread ends both).`,
      };
}
