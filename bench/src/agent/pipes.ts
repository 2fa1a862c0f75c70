/** The named pipes through which an agent hears a program: true pipes, as a shell would give it, not socket pairs. */
import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { runCommand } from './command.ts';

export type PipeName = 'calls' | 'stdout' | 'stderr';
const NAMES: readonly PipeName[] = ['calls', 'stdout', 'stderr'];

/** Makes the pipes in `folder`, once for an agent. */
export async function makePipes(folder: string): Promise<void> {
  await runCommand(['mkfifo', '-m', '600', ...NAMES.map((name) => join(folder, name))]);
}

/** Opens the reading end of a pipe; it is at its end when the last of its writers has closed. */
export function openPipe(folder: string, name: PipeName): Socket {
  const fd = openSync(join(folder, name), constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}
