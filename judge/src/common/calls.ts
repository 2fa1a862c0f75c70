/** The program's calls, as checks and diagnoses ask for them. */
import type { CallRecord } from '@wireside/trace';
import { lastWords } from '@wireside/trace';
import type { ClientFacts, ProgramFacts } from './facts.ts';

/** The calls of one kind on the connection to the server, in order. */
export function mainCalls({ mainCalls: calls }: ClientFacts, kind: CallRecord['kind']): CallRecord[] {
  return calls.filter((call) => call.kind === kind);
}

/** The receives on that connection that returned bytes. */
export function filledReceives(facts: ClientFacts): CallRecord[] {
  return mainCalls(facts, 'receive').filter((call) => (call.ret ?? 0) > 0);
}

/** The last connect() over TCP. */
export function lastAttempt({ calls }: ProgramFacts): CallRecord | undefined {
  return calls.findLast(
    (call) => call.kind === 'connect' && call.socket?.protocol.startsWith('TCP') === true,
  );
}

/**
 * Whether the program waited for more after a receive and then gave up, by a timeout of its own. A wait after the
 * connection was closed does not count: an event loop looks around once more.
 */
export function timedOutAfter(facts: ClientFacts, receive: CallRecord): boolean {
  const closed = mainCalls(facts, 'close')[0]?.n ?? Infinity;
  return facts.calls.some(
    (call) =>
      call.n > receive.n &&
      call.n < closed &&
      ((call.kind === 'wait' && call.ret === 0) || (call.kind === 'receive' && call.error === 'EAGAIN')),
  );
}

/** Whether an error that nothing caught, or a signal, ended the program. */
export function isCrashed({ end, errors }: ProgramFacts): boolean {
  return (
    end.reason === 'signal' || (end.reason === 'exited' && end.code !== 0 && lastWords(errors) !== undefined)
  );
}

/** Whether a call had begun when the run was stopped, and may not have returned by then. */
export const isPending = (
  { model, stoppedAt }: ProgramFacts & { readonly stoppedAt: number },
  call: CallRecord,
): boolean => call.at < stoppedAt && model.latestReturn(call) >= stoppedAt;
