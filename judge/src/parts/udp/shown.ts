/** Where a program shows the number of its acknowledgment. */
import type { OutputLine } from '@wireside/trace';
import { CLOCK_SKEW } from '@wireside/trace';
import type { UdpFacts } from './facts.ts';

/** Characters of a line that are read. */
const MAX_LINE = 4096;

/**
 * The line with the number of an acknowledgment that the program has read, written after that; undefined where there is
 * none. Numbers inside the request do not count.
 */
export function shownLine({ acknowledgments, lines }: UdpFacts): OutputLine | undefined {
  const read = acknowledgments.filter((one) => one.read !== undefined);
  const decoder = new TextDecoder();
  return lines.find(({ bytes, at }) => {
    const text = decoder.decode(bytes.subarray(0, MAX_LINE)).replaceAll('RESET:20', '');
    return read.some((one) => at >= one.read!.at - CLOCK_SKEW && hasNumber(text, one.number));
  });
}

/** Whether a text has a number, and not only as a part of a longer one. */
export function hasNumber(text: string, number: string): boolean {
  return new RegExp(`(?<!\\d)0*${number}(?!\\d)`).test(text);
}
