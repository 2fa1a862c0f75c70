/** Reads what the kernel says about a process; proc(5). */
import { readFileSync } from 'node:fs';

/** Numbers of the fields of /proc/<pid>/stat, from 1 as in proc(5). */
const FIELD = {
  state: 3,
  parent: 4,
  group: 5,
  utime: 14,
  stime: 15,
  threads: 20,
  startTime: 22,
  rss: 24,
} as const;

/** What the bench reads from /proc/<pid>/stat. */
export interface ProcessStat {
  readonly pid: number;
  /** What it does, as one letter: `R` runs or is ready to, `S` waits. */
  readonly state: string;
  /** The parent's number. */
  readonly parent: number;
  /** The process group's number. */
  readonly group: number;
  /** Processor time in user and kernel mode, in clock ticks. */
  readonly ticks: number;
  readonly threads: number;
  /** When the process started, in clock ticks since the machine did. */
  readonly startTime: number;
  /** Resident memory, in pages. */
  readonly residentPages: number;
}

/**
 * Reads /proc/<pid>/stat.
 * @throws {Error} when the process has ended, or there is no /proc
 */
export function readStat(pid: number | string): ProcessStat {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // Field 2 is the command's name in parentheses. It may contain anything, so the fields are counted from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - FIELD.state]);
  return {
    pid: Number.parseInt(stat, 10),
    state: fields[0] ?? '',
    parent: field(FIELD.parent),
    group: field(FIELD.group),
    ticks: field(FIELD.utime) + field(FIELD.stime),
    threads: field(FIELD.threads),
    startTime: field(FIELD.startTime),
    residentPages: field(FIELD.rss),
  };
}
