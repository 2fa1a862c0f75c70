/** Limits of a command line: `--idle`, `--wall` and `--no-limits`. */
import type { Limits } from '@wireside/bench';
import { InvalidArgumentError } from 'commander';

/** What stands for no limit. Seconds, a day; and bytes, more than a computer has. */
const NO_TIME = 86_400;
const NO_MEMORY = 2 ** 50;
/** Limits of a program whose input is a terminal: people think longer than other programs, and can press Ctrl-C. s. */
const AT_TERMINAL = { idle: 60, wall: 3600 } as const;

/** Options of limits. */
export interface LimitFlags {
  readonly idle?: number;
  readonly wall?: number;
  /** False for `--no-limits`. */
  readonly limits?: boolean;
}

/** Seconds such as `30` or `0.5`, or `none`. @throws {InvalidArgumentError} when it is neither, or more than a day */
export function secondsOrNone(text: string): number {
  if (text === 'none') return NO_TIME;
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (number > 0 && number <= NO_TIME) return number;
  throw new InvalidArgumentError('Must be a number of seconds, at most 86,400, or none.');
}

/** The limits that differ from those that the program has anyway. */
export function limitsOf(flags: LimitFlags, isAtTerminal: boolean): Partial<Limits> {
  const none = { wall: NO_TIME, idle: NO_TIME, cpu: NO_TIME, memory: NO_MEMORY };
  return {
    ...(isAtTerminal ? AT_TERMINAL : {}),
    ...(flags.limits === false ? none : {}),
    ...(flags.idle === undefined ? {} : { idle: flags.idle }),
    ...(flags.wall === undefined ? {} : { wall: flags.wall }),
  };
}
