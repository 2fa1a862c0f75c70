/** Says how a program ended: from the call trace, its command's exit, and why we stopped it. */
import { constants } from 'node:os';
import type { LimitName, RunEnd } from '@wireside/trace';
import { missingToolText, missingTools } from '../doctor/tools.ts';
import type { ProgramEnd } from '../strace/recorder.ts';

/** The exit status where it is not known. */
const UNKNOWN_STATUS = 255;
/** A shell, and bwrap, exit with this plus the signal's number when a signal killed their command. */
const SIGNAL_STATUS = 128;

/** Why we stopped a program. */
export type StopCause =
  { readonly reason: 'limit'; readonly limit: LimitName } | { readonly reason: 'stopped' };

/** The fault that the program was not started, with the missing tools if there are any. */
export function notStarted(why: string): string {
  const missing = missingTools().filter(({ optional }) => optional !== true);
  const names = missing.map(({ name }) => name);
  return `the program was not started: ${why}${names.length > 0 ? `. ${missingToolText(names)}` : ''}`;
}

/** The end of a program, from how it ended and why we stopped it; `at` is when its command exited. */
export function runEnd(ended: ProgramEnd | undefined, stopCause: StopCause | undefined, at: number): RunEnd {
  const cause = stopCause ?? limitBySignal(ended?.signal);
  if (cause !== undefined) return { ...cause, at: ended?.at ?? at };
  if (ended?.signal !== undefined) return { reason: 'signal', signal: ended.signal, at: ended.at };
  return { reason: 'exited', code: ended?.code ?? UNKNOWN_STATUS, at: ended?.at ?? at };
}

/** The kernel reports some limits by a signal (setrlimit(2)). */
function limitBySignal(signal: string | undefined): StopCause | undefined {
  if (signal === 'SIGXCPU') return { reason: 'limit', limit: 'cpu' };
  if (signal === 'SIGXFSZ') return { reason: 'limit', limit: 'disk' };
  return undefined;
}

/** How a command ended, by its exit status as a shell would read it. */
export function exitOf(code: number | null, signal?: string | null): Omit<ProgramEnd, 'at'> {
  const name = signal ?? Object.entries(constants.signals).find(([, n]) => code === SIGNAL_STATUS + n)?.[0];
  return name === undefined ? { code: code ?? UNKNOWN_STATUS } : { signal: name };
}

/** The same in words, for messages. */
export function endText({ code, signal }: Omit<ProgramEnd, 'at'>): string {
  return signal === undefined ? `status ${code}` : `killed by ${signal}`;
}
