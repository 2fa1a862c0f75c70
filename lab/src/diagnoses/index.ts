/** All diagnoses, and the search for those that a trace shows. */
import type { Facts } from '../facts/facts.ts';
import type { CheckVerdict, DiagnosisVerdict } from '../verdict.ts';
import type { Diagnosis } from './diagnosis.ts';
import { ENDING } from './ending.ts';
import { RECEIVING } from './receiving.ts';
import { SENDING } from './sending.ts';
import { SHOWING } from './showing.ts';
import { STARTING } from './starting.ts';

export const DIAGNOSES: readonly Diagnosis[] = [...STARTING, ...SENDING, ...RECEIVING, ...ENDING, ...SHOWING];

/** What explains the failed checks; nothing where none failed. */
export function diagnose(facts: Facts, checks: readonly CheckVerdict[]): DiagnosisVerdict[] {
  const failed = new Set(checks.filter(({ result }) => result === 'fail').map(({ id }) => id));
  if (failed.size === 0) return [];
  const found = DIAGNOSES.flatMap((diagnosis) => {
    const finding = diagnosis.find(facts, failed, checks);
    return finding === null ? [] : [{ diagnosis, finding }];
  });
  const ids = new Set(found.map(({ diagnosis }) => diagnosis.id));
  return found
    .filter(({ diagnosis }) => !(diagnosis.unless ?? []).some((id) => ids.has(id)))
    .map(({ diagnosis, finding }) => ({ id: diagnosis.id, ...finding }));
}
