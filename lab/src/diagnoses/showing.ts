/** Misconceptions about the output: when it leaves the program. */
import { count, quote, seconds } from '../facts/text.ts';
import { type Diagnosis, filledReceives } from './diagnosis.ts';

const notFlushed: Diagnosis = {
  id: 'output-not-flushed',
  find: (facts, failed) => {
    const shownLate = failed.has('live');
    // A program that is ended by us loses what it had printed but not flushed.
    const lost =
      facts.end.reason === 'limit' && facts.output.length === 0 && filledReceives(facts).length > 0;
    if (!shownLate && !lost) return null;
    const writes = facts.trace.calls.filter((call) => call.kind === 'output' && call.fd === 1);
    const first = writes[0];
    const received = filledReceives(facts)[0];
    if (received === undefined) return null;
    const fix =
      'Either the program keeps everything until the end, or it prints each message but the language keeps the output back, ' +
      'as it does when the output is no terminal: flush after each message (in Python, print(…, flush=True)).';
    if (first === undefined) {
      return lost
        ? {
            text: `The program received ${count(facts.main?.toProgram.received ?? 0, 'byte')} but wrote nothing before it was ended. ${fix}`,
            evidence: [{ call: received.n }],
          }
        : null;
    }
    const wait = first.at - (received.at + (received.took ?? 0));
    return {
      text:
        `The first bytes were received by ${received.name}() (call ${received.n}), but the first output was written ${seconds(wait)} later, ` +
        `by ${first.name}() (call ${first.n}), in ${count(writes.length, 'call')} for all of it. ${fix}`,
      evidence: [{ call: received.n }, { call: first.n }],
    };
  },
};

const lineHasMore: Diagnosis = {
  id: 'line-has-more',
  unless: ['bytes-literal', 'one-recv-one-message', 'fixed-size-reads', 'newline-after-command'],
  find: (facts, failed) => {
    if (!failed.has('messages')) return null;
    const decoder = new TextDecoder();
    // Text of the program's own beside a message, or messages joined by something that the server did not send.
    const line = facts.lines.find(({ bytes }) => {
      const text = decoder.decode(bytes.subarray(0, 4096)).trim();
      const rest = facts.messages
        .toReversed()
        .reduce((left, message) => left.replaceAll(message.text, ''), text);
      return rest !== text && rest !== '' && !facts.messages.some((message) => message.text.includes(rest));
    });
    if (line === undefined) return null;
    return {
      text:
        `Line ${line.number} shows ${quote(line.bytes)}: a message, and something else. ` +
        `Each message is to stand on a line of its own, just as it was sent; other text may go on other lines, or to standard error.`,
      evidence: [{ line: line.number }],
    };
  },
};

export const SHOWING: readonly Diagnosis[] = [notFlushed, lineHasMore];
