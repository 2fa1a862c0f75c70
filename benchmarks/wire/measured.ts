/** Runs processes and measures them from outside; medians and how figures are written. */
import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What a child measured of itself: times in milliseconds, memory in bytes. */
export interface Measured {
  packets: number;
  readonly wall: number[];
  readonly user: number[];
  readonly before?: number;
  readonly peak?: number;
}

/** A process from its start to its end. */
export interface Ended {
  /** Milliseconds. */
  readonly wall: number;
  /** Milliseconds of processor in user mode; times(2) counts them in hundredths of a second. */
  readonly user: number;
  /** Peak memory in bytes. */
  readonly peak: number;
  readonly stdout: string;
}

/**
 * Runs a command to its end.
 * @param output file descriptor for its standard output, if it is not wanted as text
 * @throws when it ends with another status than 0
 */
export function ended(command: readonly string[], output?: number): Promise<Ended> {
  const [file = '', ...args] = command;
  const before = userOfChildren();
  const since = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['ignore', output ?? 'pipe', 'pipe'] });
    let [stdout, stderr, peak] = ['', '', 0];
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text.slice(0, 500)));
    const look = setInterval(() => (peak = Math.max(peak, peakOf(child.pid))), 25);
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(look);
      if (code !== 0) return reject(new Error(`${command.join(' ')}: status ${code}: ${stderr}`));
      resolve({ wall: performance.now() - since, user: userOfChildren() - before, peak, stdout });
    });
  });
}

/** The peak memory of a process so far; 0 once it has ended. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Processor time in milliseconds that ended children used in user mode; proc(5), stat. */
function userOfChildren(): number {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[13]) * 10;
  } catch {
    return NaN;
  }
}

/** Path of a command, or undefined. */
export function commandPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** The median. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Prints a line. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** One line of the table. */
export function row(what: string, value: string, note = ''): void {
  say(`  ${what.padEnd(58)} ${value.padStart(15)}  ${note}`.trimEnd());
}

/** Packets per second as text: `1.52 M/s`. */
export function rate(packets: number, milliseconds: number): string {
  return `${(packets / milliseconds / 1000).toFixed(2)} M/s`;
}

/** Milliseconds as text. */
export function ms(value: number): string {
  return value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(2)} s`;
}
