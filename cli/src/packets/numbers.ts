/** Numbers and sides on the command line. */
import { InvalidArgumentError } from 'commander';
import type { Side } from '@wireside/wire';

/** A whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() === '' || !Number.isInteger(number) || number < least) {
      throw new InvalidArgumentError(`A whole number from ${least} on is wanted.`);
    }
    return number;
  };
}

/** `client` or `server`. */
export function sideName(text: string): Side {
  if (text !== 'client' && text !== 'server') {
    throw new InvalidArgumentError('client or server: whose data. The client is who sent the first packet.');
  }
  return text;
}
