/** Misconceptions about the lines that come to a chat client. */
import type { CallRecord, OutputLine } from '@wireside/trace';
import { callName, quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import { indexOfBytes } from '../../../common/bytes.ts';
import { filledReceives, isCrashed, isPending } from '../../../common/calls.ts';
import { failedThreadText, hasFailedThread } from '../../../common/diagnoses/threads.ts';
import { endOfLine } from '../../../common/stream-lines.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import { EITHER } from '../../../second-run.ts';
import type { ChatClientFacts, HeardLine } from '../facts.ts';

type Showing = Failed<'shows'>;

/** Standard input. */
const STDIN = 0;
/** Lines of the output that are compared with what came. */
const MAX_LINES = 400;

/** The first line that came and was not shown. */
const unshown = ({ heard }: ChatClientFacts, failed: Showing): HeardLine | undefined =>
  failed.has('shows') ? heard.find(({ shown }) => shown === undefined) : undefined;

/** The receive on the connection in which the program was when it was stopped. */
const pendingReceive = (facts: ChatClientFacts): CallRecord | undefined =>
  facts.mainCalls.findLast((call) => call.kind === 'receive' && isPending(facts, call));

/** A line came, and the program did not read it: it was waiting at the keyboard. */
export function findKeyboardFirst(facts: ChatClientFacts, failed: Showing): Finding | undefined {
  const one = unshown(facts, failed);
  if (one === undefined || one.read !== undefined || !facts.isStopped) return undefined;
  const wait = facts.calls.findLast(
    (call) => call.fd === STDIN && call.name.includes('read') && isPending(facts, call),
  );
  if (wait === undefined || pendingReceive(facts) !== undefined) return undefined;
  // A thread of its own received, and does so no more: that is another mistake.
  if (facts.mainCalls.some(({ kind, process }) => kind === 'receive' && process !== wait.process))
    return undefined;
  return {
    text:
      `${quote(one.line.bytes)} came (packet ${one.line.last.packet}), and the program did not receive it: it was in ${callName(wait)}, and waited at the keyboard. ` +
      `The other side does not wait until something is typed. Receive in a second thread (or wait for both with select()), and print what comes at once.`,
    evidence: [{ packet: one.line.last.packet }, { call: wait.n }],
  };
}

/** The program received once, and never again. */
export function findReadsOnce(facts: ChatClientFacts, failed: Showing): Finding | undefined {
  const one = unshown(facts, failed);
  const [first, ...more] = filledReceives(facts);
  if (one === undefined || first === undefined || more.length > 0 || one.read !== undefined) return undefined;
  const later = facts.mainCalls.some(({ kind, n }) => kind === 'receive' && n > first.n);
  if (later || isCrashed(facts) || hasFailedThread(facts)) return undefined;
  return {
    text:
      `${callName(first)} was the only receive of the program. ${quote(one.line.bytes)} came later (packet ${one.line.last.packet}), and was never read. ` +
      `Receive in a loop until a receive returns 0 bytes.`,
    evidence: [{ call: first.n }, { packet: one.line.last.packet }],
  };
}

/** The thread that receives ended by an error, and the program went on without it. */
export function findThreadFailed(facts: ChatClientFacts, failed: Showing): Finding | undefined {
  const one = unshown(facts, failed);
  const said = failedThreadText(facts);
  if (one === undefined || said === undefined || pendingReceive(facts) !== undefined) return undefined;
  const last = filledReceives(facts).at(-1);
  return {
    text: `${said}, and ${quote(one.line.bytes)} (packet ${one.line.last.packet}) was not shown. Correct what caused the error.`,
    evidence: [{ packet: one.line.last.packet }, ...(last === undefined ? [] : [{ call: last.n }])],
  };
}

/** A line of the output is what one receive returned of a line that came in several pieces. */
export function findPieceShown(facts: ChatClientFacts, failed: Showing): Finding | undefined {
  const one = unshown(facts, failed);
  if (one === undefined || facts.main === undefined) return undefined;
  const { line } = one;
  const receives = facts.main.incoming.receives.filter(
    ({ offset, length }) => offset < endOfLine(line) && offset + length > line.offset,
  );
  if (receives.length < 2) return undefined;
  for (const { offset, length, n } of receives.slice(0, 20)) {
    const from = Math.max(0, offset - line.offset);
    const piece = line.bytes.subarray(from, Math.max(0, offset + length - line.offset));
    const shown = piece.length === 0 ? undefined : lineThatEnds(facts, piece, line.first.at);
    const call = facts.model.call(n);
    if (shown === undefined || call === undefined) continue;
    return {
      text:
        `${callName(call)} returned ${countText(length, 'byte')}, a piece of the line ${quote(line.bytes)} (packets ${line.first.packet} and ${line.last.packet}), and line ${shown.number} of the output is that piece, ${quote(shown.bytes)}. ` +
        `TCP does not keep lines together: one receive may return a part of a line, or several. Collect what comes, and print a line when its newline is there.`,
      evidence: [{ call: n }, { line: shown.number }],
    };
  }
  return undefined;
}

/** The first line of the output, written since a moment, that ends with a piece. */
function lineThatEnds({ lines }: ChatClientFacts, piece: Uint8Array, since: number): OutputLine | undefined {
  return lines
    .filter(({ at }) => at >= since)
    .slice(0, MAX_LINES)
    .find(({ bytes }) => {
      const from = bytes.length - piece.length;
      return from >= 0 && piece.every((byte, place) => bytes[from + place] === byte);
    });
}

/** A line of the output has two lines that came, with no newline between them. */
export function findLinesGlued(facts: ChatClientFacts, failed: Showing): Finding | undefined {
  const one = unshown(facts, failed);
  if (one?.read === undefined) return undefined;
  const next = facts.heard[facts.heard.indexOf(one) + 1];
  if (next === undefined) return undefined;
  const shown = facts.lines
    .filter(({ at }) => at >= one.line.last.at)
    .slice(0, MAX_LINES)
    .find(({ bytes }) => {
      const at = indexOfBytes(bytes, one.line.bytes);
      return at >= 0 && indexOfBytes(bytes.subarray(at + one.line.bytes.length), next.line.bytes) >= 0;
    });
  if (shown === undefined) return undefined;
  return {
    text:
      `Line ${shown.number} of the output has ${quote(one.line.bytes)} and ${quote(next.line.bytes)}, which came as two lines (packets ${one.line.last.packet} and ${next.line.last.packet}). ` +
      `Print a newline after each: where one receive returns several lines, split them at their newlines.`,
    evidence: [{ line: shown.number }, { call: one.read.n }],
  };
}

/** Lines were read, and nothing left the program while it ran. */
export function findOutputNotFlushed(facts: ChatClientFacts, failed: Showing): Finding | undefined {
  const one = unshown(facts, failed);
  if (one?.read === undefined || !facts.isStopped || hasFailedThread(facts)) return undefined;
  if (facts.calls.some(({ kind, fd, at }) => kind === 'output' && fd === 1 && at <= facts.stoppedAt))
    return undefined;
  return {
    text: `${callName(one.read)} returned ${quote(one.line.bytes)}, and the program wrote nothing on standard output before it was ended. ${EITHER}`,
    evidence: [{ call: one.read.n }, { packet: one.line.last.packet }],
  };
}
