/** Applies the rules about captures. */
import type { Capture } from '../core/capture.ts';
import type { CaptureFinding, Severity } from './finding.ts';
import { CAPTURE_RULES } from './rules/index.ts';

/** The findings of one rule that are kept; more of the same say nothing new. */
export const MAX_OF_RULE = 20;

const ORDER: Readonly<Record<Severity, number>> = { wrong: 0, suspicious: 1, note: 2 };

/** Orders findings as they are reported: what is wrong first, otherwise as they are. */
export function bySeverity<T extends { readonly severity: Severity }>(findings: readonly T[]): T[] {
  return findings.toSorted((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}

/** What the rules find in a capture: what is wrong first, otherwise in the order of the rules. */
export function captureFindings(capture: Capture): CaptureFinding[] {
  return bySeverity(
    CAPTURE_RULES.flatMap(({ id, severity, find }) =>
      find(capture)
        .slice(0, MAX_OF_RULE)
        .map((found) => ({ rule: id, severity, ...found })),
    ),
  );
}
