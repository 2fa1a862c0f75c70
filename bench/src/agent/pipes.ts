/** The named pipes between a program and its agent. They are real pipes, as a shell gives a program, and not socket pairs. */
import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';

/** The pipes: strace's output, and the program's standard streams. */
export const PIPES = ['calls', 'stdin', 'stdout', 'stderr'] as const;
/** The name of a pipe. */
export type PipeName = (typeof PIPES)[number];

/** The command that makes the pipes in these folders, each of one process. They can be used by one after another. */
export function pipesCommand(folders: readonly string[]): string[] {
  return ['mkfifo', '-m', '600', ...folders.flatMap((folder) => PIPES.map((name) => join(folder, name)))];
}

/** Opens a pipe for reading. It is at its end when the last of its writers has closed it. */
export function openPipe(folder: string, name: PipeName): Socket {
  const fd = openSync(join(folder, name), constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

/** Ends a pipe that was never opened for writing. Has no effect on one that has a writer, or is at its end. */
export function endPipe(folder: string, name: PipeName): void {
  try {
    closeSync(openSync(join(folder, name), constants.O_WRONLY | constants.O_NONBLOCK));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error; // it no longer has a reader: fifo(7)
  }
}

/** The program's ends of its pipes, as file descriptors to start it with. The agent's ends must be open already. */
export class ProgramEnds {
  readonly stdin: number;
  readonly stdout: number;
  readonly stderr: number;

  /** Opens the ends in `folder`. They block, as a program expects. */
  constructor(folder: string) {
    this.stdin = openSync(join(folder, 'stdin'), constants.O_RDONLY);
    this.stdout = openSync(join(folder, 'stdout'), constants.O_WRONLY);
    this.stderr = openSync(join(folder, 'stderr'), constants.O_WRONLY);
  }

  /** Closes them in the agent, once the program has been started with them. */
  close(): void {
    for (const fd of [this.stdin, this.stdout, this.stderr]) closeSync(fd);
  }
}
