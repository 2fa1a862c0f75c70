/** The tracer's command line: strace(1) with the options that `line.ts` reads. */
import { TRACED_CALLS } from './names.ts';

/** Maximum number of bytes of a string that strace shows. The packets have all of them. */
const STRING_LENGTH = 64;

/** What is traced besides, and how. */
export interface TraceOptions {
  /** Also writes all bytes of each write to standard output and standard error, for `output-tap.ts`. */
  readonly withOutput?: boolean;
  /** Processes that are running already; absent for a command, which follows. */
  readonly attach?: readonly number[];
}

/** The command that runs another one under strace, or attaches strace to processes; it writes its lines to `output`. */
export function traceCommand(output: string, { withOutput = false, attach }: TraceOptions = {}): string[] {
  return [
    'strace',
    '-f',
    // Stops the program only at calls that are traced; a filter cannot be given to a process that is running.
    ...(attach === undefined ? ['--seccomp-bpf'] : []),
    '-yy',
    '-ttt',
    '-T',
    '-s',
    String(STRING_LENGTH),
    '-e',
    `trace=${TRACED_CALLS}`,
    ...(withOutput ? ['-e', 'write=1,2'] : []),
    '-o',
    output,
    ...(attach ?? []).flatMap((pid) => ['-p', String(pid)]),
  ];
}
