/** The tracer's command line: strace(1) with the options that `line.ts` reads. */
import { TRACED_CALLS } from './names.ts';

/** Bytes of a string that strace shows; the packets hold them all. */
const STRING_LENGTH = 64;

/** The command that runs another one under strace, which writes its lines to `output`. */
export function traceCommand(output: string): string[] {
  return [
    'strace',
    '-f',
    '--seccomp-bpf', // stops only at the calls that are traced
    '-yy',
    '-ttt',
    '-T',
    '-s',
    String(STRING_LENGTH),
    '-e',
    `trace=${TRACED_CALLS}`,
    '-o',
    output,
  ];
}
