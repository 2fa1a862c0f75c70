/** Labs: their content, and the judging of programs by checks and diagnoses on traces. */
export { findCases, findEdition, findPart, labsFolder, listParts } from './content/load.ts';
export type { Edition, Part, PartCase } from './content/schema.ts';
export { LabError } from './error.ts';
export { printable } from './facts/last-lines.ts';
export { caseRequest, judge, type JudgeOptions, judgeTrace } from './judge.ts';
export {
  type CaseVerdict,
  type CheckVerdict,
  combine,
  type DiagnosisVerdict,
  type Evidence,
  exitStatus,
  type Result,
  type Verdict,
} from './verdict.ts';
