/** The bench: private networks on which programs are run and observed. */
export { Bench, type BenchOptions } from './bench.ts';
export { BenchError } from './agent-process.ts';
export { DEFAULT_LIMITS } from './limits.ts';
export { ENVIRONMENT, type Language, LANGUAGES } from './languages.ts';
export { buildProgram, ProgramError, readSource, type Source } from './program.ts';
export type { Limits, PeerRequest, Program, ProgramFile, RunRequest } from './request.ts';
export { examine } from './doctor/examine.ts';
export type { Ability, AbilityId, Knob, Report } from './doctor/report.ts';
export { installCommand, missingPackages } from './doctor/tools.ts';
