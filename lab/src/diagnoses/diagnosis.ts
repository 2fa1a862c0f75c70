/** What a diagnosis is: a known misconception, and how to recognise it in a trace. */
import type { CallRecord } from '@wireside/trace';
import type { Facts } from '../facts/facts.ts';
import type { CheckVerdict, Evidence } from '../verdict.ts';

export interface Finding {
  /** Names the call, the packet and the line; no jargon that the handout has not introduced. */
  text: string;
  evidence: Evidence[];
}

export interface Diagnosis {
  id: string;
  /** Diagnoses that explain the same thing better: where one of them is found, this one is left out. */
  unless?: string[];
  find(facts: Facts, failed: ReadonlySet<string>, checks: readonly CheckVerdict[]): Finding | null;
}

/** The program's calls of one kind on the connection to the server, in their order. */
export function mainCalls(facts: Facts, kind: CallRecord['kind']): CallRecord[] {
  const own = new Set(facts.main?.calls ?? []);
  return facts.trace.calls.filter((call) => own.has(call.n) && call.kind === kind);
}

/** Receives that gave bytes. */
export function filledReceives(facts: Facts): CallRecord[] {
  return mainCalls(facts, 'receive').filter((call) => (call.ret ?? 0) > 0);
}

/** `recvfrom() (call 12)`. */
export function callName(call: CallRecord): string {
  return `${call.name}() (call ${call.n})`;
}
