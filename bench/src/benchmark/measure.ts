/** Measuring: medians, and how long commands take alone and side by side. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Runs a command to its end, its output thrown away. @throws when it ends with another status than 0. */
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

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Milliseconds that each of `times` calls took, one after the other. */
export async function timesOf(times: number, work: (turn: number) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let turn = 0; turn < times; turn++) {
    const since = performance.now();
    await work(turn);
    taken.push(performance.now() - since);
  }
  return taken;
}

/** Calls a second, with `lanes` of them going on at once, for about `seconds`. */
export async function rateOf(
  lanes: number,
  seconds: number,
  work: (turn: number) => Promise<unknown>,
): Promise<number> {
  const since = performance.now();
  let turns = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() - since < seconds * 1000) await work(turns++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return turns / ((performance.now() - since) / 1000);
}

/** Proportional memory of a process and all its descendants, MiB; proc(5), smaps_rollup. */
export function memoryBelow(root: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // ended meanwhile
    }
  }
  const isBelow = (pid: number): boolean =>
    pid === root || (parents.has(pid) && isBelow(parents.get(pid) as number));
  let kilobytes = 0;
  for (const pid of parents.keys()) {
    if (pid === root || !isBelow(pid)) continue;
    try {
      kilobytes += Number(
        /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1] ?? 0,
      );
    } catch {
      // ended meanwhile
    }
  }
  return kilobytes / 1024;
}
