/** What diagnoses of the part tls say about a run: how the program ended, what it did on a connection, with evidence. */
import type { CallRecord } from '@wireside/trace';
import { lastLines, lastWords } from '@wireside/trace';
import { isCrashed } from '../../common/calls.ts';
import { argumentsOf } from '../../common/diagnoses/starting.ts';
import { endText } from '../../common/end-text.ts';
import type { Finding } from '../../diagnosis.ts';
import type { Caller, TlsFacts } from './facts.ts';

/** A place in the sources of Python, which says nothing about the program. */
const OWN_PLACE = / \(_ssl\.c:\d+\)/;

/** `exited with status 1: ssl.SSLError: … (server.py, line 13)`: the predicate of a sentence. */
export function howItEnded({ end, errors }: TlsFacts): string {
  const said = lastWords(errors);
  const words =
    said === undefined
      ? // OpenSSL begins its lines with the number of a thread, and ends them with a place of its own.
        lastLines(errors, 1).replace(/^[0-9A-F]+:(error:.*?)(?::[^:]+\.c:\d+:)?$/, 'OpenSSL: $1')
      : `${said.message.replace(OWN_PLACE, '')}${said.place === undefined ? '' : ` (${said.place})`}`;
  return `${endText(end)}${words === '' ? '' : `: ${words}`}`;
}

/** Whether an error that nothing caught ended the program, before Ctrl-C. */
export const hasCrashed = (facts: TlsFacts): boolean => !facts.isInterrupted && isCrashed(facts);

/** Whether the program ended by itself or by an error of its own, before Ctrl-C. */
export const hasEnded = ({ isInterrupted, end: { reason } }: TlsFacts): boolean =>
  !isInterrupted && (reason === 'exited' || reason === 'signal');

/** The error that ended the program, if an interpreter reported it: `ssl.SSLError: [SSL] PEM lib`. */
export const lastError = (facts: TlsFacts): string =>
  hasCrashed(facts) ? (lastWords(facts.errors)?.message ?? '') : '';

/** The last client whose connection the program had used when it ended. */
export const lastServed = ({ callers }: TlsFacts): Caller | undefined =>
  callers.findLast(({ calls }) => calls.length > 0);

/** The receives of the program on a connection that returned bytes. */
export const filledReceives = ({ calls }: Caller): CallRecord[] =>
  calls.filter(({ kind, ret = 0 }) => kind === 'receive' && ret > 0);

/** The receive in which the program was when its client gave up; undefined where it did something else. */
export function waitingReceive({ calls, gaveUp }: Caller): CallRecord | undefined {
  if (gaveUp === undefined) return undefined;
  return calls.findLast(
    ({ kind, at, took = Infinity }) => kind === 'receive' && at < gaveUp.at && at + took >= gaveUp.at,
  );
}

/** The names of the files on the command line: certificate and key come last. */
export function fileNames(facts: TlsFacts): { readonly certificate: string; readonly key: string } {
  const [certificate = '', key = ''] = argumentsOf(facts).slice(-2);
  return { certificate, key };
}

/** Evidence of calls, as far as there are any. */
export const callsSeen = (...calls: readonly (CallRecord | undefined)[]): Finding['evidence'] =>
  calls.flatMap((call) => (call === undefined ? [] : [{ call: call.n }]));
