/** Misconceptions about a sender's input: one line instead of all, and its end. */
import { lastWords, quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import { isCrashed } from '../../../common/calls.ts';
import { endText } from '../../../common/end-text.ts';
import { generalReason } from '../../../common/general.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import type { SenderFacts } from '../facts.ts';
import { firstUnsent } from './content.ts';

type Reading = Failed<'sends' | 'lines' | 'ends'>;

/** An error that nothing caught ended the program before it had sent all lines. */
export function findCrash(facts: SenderFacts, failed: Reading): Finding | undefined {
  // An error that marks the end of the input comes when all lines have been sent, and explains nothing.
  const isEarly = facts.datagrams.length === 0 || facts.isDeaf || firstUnsent(facts) !== undefined;
  if (!isEarly || (!failed.has('sends') && !failed.has('lines'))) return undefined;
  return isCrashed(facts) ? generalReason(facts.model, 'crash') : undefined;
}

/** The program ended by itself after the first lines, while there were more. */
export function findOneLine(facts: SenderFacts, failed: Reading): Finding | undefined {
  const { typed, end, isDeaf } = facts;
  const done = typed.filter(({ isSent }) => isSent);
  const last = done.at(-1)?.sending;
  if (
    !failed.has('lines') ||
    last === undefined ||
    end.reason !== 'exited' ||
    lastWords(facts.errors) !== undefined
  )
    return undefined;
  const missing = firstUnsent(facts);
  if (missing === undefined && !isDeaf) return undefined;
  return {
    text:
      `The program ${endText(end)} after ${countText(done.length, 'line')} (packet ${last.datagram.packet}), and there were more${missing === undefined ? '' : `, such as ${quote(missing.text)}`}. ` +
      `Read and send in a loop until the input ends.`,
    evidence: [{ packet: last.datagram.packet }],
  };
}

/** Lines were typed, and the program sent nothing before its input was closed. */
export function findWaitsForEnd(facts: SenderFacts, failed: Reading): Finding | undefined {
  const { typed, datagrams, end, closedAt, calls } = facts;
  const [line] = typed;
  if (!failed.has('sends') || line === undefined || datagrams.length > 0 || closedAt !== undefined)
    return undefined;
  if (end.reason !== 'limit') return undefined;
  const read = calls.findLast(({ name }) => name === 'read');
  const where = end.waitingIn === undefined ? '' : ` It was waiting in ${end.waitingIn}().`;
  return {
    text:
      `${quote(line.text)} was typed, and the program sent nothing, for as long as its input stayed open.${where} ` +
      `Someone who types wants each line to be heard at once: send each when it has been read, and do not collect the whole input first.`,
    evidence: read === undefined ? [] : [{ call: read.n }],
  };
}

/** The input ended, and the program did not. */
export function findHangsAtEnd(facts: SenderFacts, failed: Reading): Finding | undefined {
  const { end, closedAt, calls } = facts;
  if (!failed.has('ends') || end.reason !== 'limit' || closedAt === undefined || end.at < closedAt)
    return undefined;
  const last = calls.at(-1);
  return {
    text:
      `The program's input ended, and the program ${endText(end)}. ` +
      `Leave the loop when there are no more lines (in Python, at the end of "for line in sys.stdin", or at EOFError of input()), and exit.`,
    evidence: last === undefined ? [] : [{ call: last.n }],
  };
}
