/** Measures commands one after another and in parallel, and the memory of processes. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Runs a command to its end and discards its output.
 * @throws {Error} when it ends with a status other than 0
 */
export function runToEnd(command: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const [file = '', ...args] = command;
    const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`${command.join(' ')}: status ${code}: ${stderr.slice(0, 500)}`)),
    );
  });
}

/** Milliseconds that each of `times` calls took, one after another. */
export async function timesOf(times: number, work: (turn: number) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let turn = 0; turn < times; turn++) {
    const since = performance.now();
    await work(turn);
    taken.push(performance.now() - since);
  }
  return taken;
}

/** Calls per second, with `parallel` of them under way at any time, for about `seconds`. */
export async function rateOf(
  parallel: number,
  seconds: number,
  work: (turn: number) => Promise<unknown>,
): Promise<number> {
  const since = performance.now();
  let turns = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() - since < seconds * 1000) await work(turns++);
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return turns / ((performance.now() - since) / 1000);
}

/** Proportional memory of all descendants of a process, in MiB; proc(5), smaps_rollup. */
export function memoryBelow(root: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return pid === root || (parent !== undefined && isBelow(parent));
  };
  let kilobytes = 0;
  for (const pid of parents.keys()) {
    if (pid === root || !isBelow(pid)) continue;
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
      kilobytes += Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0);
    } catch {
      // It has ended meanwhile.
    }
  }
  return kilobytes / 1024;
}
