/** Reads what a process used so far, and how many files it may open. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Usage } from './job.ts';

/** Clock ticks per second in /proc (sysconf(3), _SC_CLK_TCK). */
const TICKS = 100;

/** Processor time and memory of a running process; proc(5), stat and status. The memory of its sockets is the kernel's. */
export function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const columns = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const kilobytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? NaN);
  return {
    cpu: (Number(columns[11]) + Number(columns[12])) / TICKS,
    memory: kilobytes('VmRSS') * 1024,
    peak: kilobytes('VmHWM') * 1024,
  };
}

/**
 * A command that runs another one that may open `files` files; undefined when that is not allowed. Node itself raises its
 * soft limit to the hard one, and its children inherit that.
 */
export function withFiles(files: number): string[] | undefined {
  const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
  const prefix = ['prlimit', `--nofile=${files}:${files}`];
  if (hard === 'unlimited' || Number(hard) >= files) return [...prefix.slice(0, 1), `--nofile=${files}:`];
  try {
    execFileSync('prlimit', [...prefix.slice(1), 'true'], { stdio: 'ignore' });
    return prefix;
  } catch {
    return undefined;
  }
}
