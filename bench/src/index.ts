/** The bench: plays scenes of programs and peers on private networks, and records what they do. */
export { Bench } from './bench.ts';
export type { BenchOptions, FinishedRun, RunOptions } from './bench.ts';
export type { RunControl } from './run-control.ts';
export { SceneError } from './scene-error.ts';
export { checkScene } from './scene-check.ts';
export { BenchError } from './agent-process.ts';
export { DEFAULT_LIMITS } from './limits.ts';
export { ENVIRONMENT, LANGUAGES } from './languages.ts';
export type { Language } from './languages.ts';
export { buildProgram, isProgramFolder, LEFT_OUT, readSource } from './program.ts';
export type { Source } from './program.ts';
export { ProgramError } from './program-error.ts';
export { argumentsOf, programOf, withRoomFor } from './command-line.ts';
export { programInPlace } from './in-place.ts';
export type { InPlaceOptions, ProgramInPlace } from './in-place.ts';
export { MAX_ACTORS, MAX_HOSTS } from './request.ts';
export type {
  Action,
  ActorCondition,
  Condition,
  Families,
  Impairment,
  InPlace,
  Limits,
  PeerActor,
  Program,
  ProgramActor,
  ProgramFile,
  Role,
  RunRequest,
  Scene,
  SceneActor,
  SceneHost,
  SceneStep,
} from './request.ts';
export { examine } from './doctor/examine.ts';
export type { Ability, AbilityId, Knob, Report } from './doctor/report.ts';
export { traceCommand } from './strace/command.ts';
export type { FinishedRecording } from './record/recording.ts';
export { Recording } from './record/recording.ts';
export { RecordError } from './record/record-error.ts';
export type { RecordRequest } from './record/target.ts';
