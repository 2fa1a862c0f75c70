/** Values of options and arguments, read from the words of a command line. */
import { InvalidArgumentError } from 'commander';
import type { Side } from '@wireside/wire';
import type { Evidence } from '@wireside/trace';
import { parseEvidence } from '@wireside/trace';
import { MIN_WIDTH } from './terminal/environment.ts';

/** A parser for whole numbers from `least` to `most`. It throws InvalidArgumentError for anything else. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`Must be a whole number, ${range}.`);
  };
}

/** Columns to draw in. @throws {InvalidArgumentError} when it is not a whole number, or too small. */
export const columns = wholeNumber(MIN_WIDTH);

/** A percentage such as `10%` or `10`. The parser throws {InvalidArgumentError} when it is not one from 0 to `most`. */
export function percentage(most: number): (text: string) => number {
  return (text) => {
    const number = /^\d+(\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : NaN;
    if (number <= most) return number;
    throw new InvalidArgumentError(`Must be a percentage from 0 to ${most}, such as 10%.`);
  };
}

/** `client` or `server`. @throws {InvalidArgumentError} when it is neither. */
export function sideName(text: string): Side {
  if (text === 'client' || text === 'server') return text;
  throw new InvalidArgumentError(
    'Must be client or server. The client is the side that sent the first packet.',
  );
}

/** Collects the values of an option that may be given several times; commander calls it with each. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Collects evidence such as `packet:9`. @throws {InvalidArgumentError} when it is none */
export function evidence(value: string, before: readonly Evidence[] = []): Evidence[] {
  const one = parseEvidence(value);
  if (one === undefined)
    throw new InvalidArgumentError('Must be packet:N, call:N, peer:N, line:N or line:N@ACTOR.');
  return [...before, one];
}
