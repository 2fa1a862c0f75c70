/** The named pipes through which an agent hears a program: true pipes, as a shell would give it, not socket pairs. */
import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { runCommand } from './command.ts';

export type PipeName = 'calls' | 'stdout' | 'stderr';
export const PIPES: readonly PipeName[] = ['calls', 'stdout', 'stderr'];

/** Makes the pipes in `folder`, once for an agent. */
export async function makePipes(folder: string): Promise<void> {
  await runCommand(['mkfifo', '-m', '600', ...PIPES.map((name) => join(folder, name))]);
}

/** Opens the reading end of a pipe; it is at its end when the last of its writers has closed. */
export function openPipe(folder: string, name: PipeName): Socket {
  const fd = openSync(join(folder, name), constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

/** Brings a pipe to its end that nobody writes to; without effect on one that is at its end, or has a writer. */
export function endPipe(folder: string, name: PipeName): void {
  try {
    closeSync(openSync(join(folder, name), constants.O_WRONLY | constants.O_NONBLOCK));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error; // nobody reads any more: fifo(7)
  }
}
