/** The judge: from the model of a run to its verdict, by checks and diagnoses. Pure; runs in the browser too. */
export type { Edition, PartCase } from './case.ts';
export type { Part } from './part.ts';
export type { QueryCheck } from './query-check.ts';
export { PARTS } from './parts/index.ts';
export { estimateLoss } from './parts/udp/loss-estimate.ts';
export type { LossEstimate } from './parts/udp/loss-estimate.ts';
export { roundsOf } from './parts/udp/rounds.ts';
export type { Rounds } from './parts/udp/rounds.ts';
export { endText } from './common/end-text.ts';
export { changesOf, leadingCase } from './decide.ts';
export { afterSecondRun, needsSecondRun, UNBUFFERED } from './second-run.ts';
export { combine, exitStatus, isResult } from './verdict.ts';
export type { CaseVerdict, Change, CheckVerdict, DiagnosisVerdict, Result, Verdict } from './verdict.ts';
export { MAX_VERDICT_SIZE, parseVerdict, VERDICT_VERSION } from './verdict-file.ts';
export type { RecordedVerdict } from './verdict-file.ts';
