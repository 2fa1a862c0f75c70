/** Reads `--on HOST 'COMMAND LINE'`, which puts a program on a host. */
import { escape } from '@wireside/trace';
import { splitWords } from '@wireside/lab';
import { UsageError } from '../usage-error.ts';

/** A program on a host. */
export interface ProgramOn {
  readonly host: string;
  readonly words: readonly string[];
}

/**
 * The programs of a command line. Each `--on` has two words; commander only knows all words of all of them together, so
 * they are read from the words of the whole command line.
 * @throws {UsageError} when there are not two words, or the second is not a command line
 */
export function readOn(commandLine: readonly string[]): ProgramOn[] {
  const end = commandLine.indexOf('--');
  const words = end < 0 ? commandLine : commandLine.slice(0, end);
  const programs: ProgramOn[] = [];
  for (const [place, word] of words.entries()) {
    if (word !== '--on') continue;
    const next = words.findIndex((each, index) => index > place && each.startsWith('-'));
    programs.push(programOn(words.slice(place + 1, next < 0 ? words.length : next)));
  }
  return programs;
}

function programOn(group: readonly string[]): ProgramOn {
  const [host = '', line = ''] = group;
  const example = "Write: --on server 'python3 server.py 5000'";
  if (group.length !== 2) {
    const seen =
      group.length < 2 ? 'needs a host and a command line' : 'takes a host and one command line in quotes';
    throw new UsageError(`--on ${escape(group.join(' '))}: --on ${seen}.`, example);
  }
  const words = splitWords(line);
  if ('words' in words) return { host, words: words.words };
  throw new UsageError(
    `--on ${escape(host)} ${escape(JSON.stringify(line))}: ${words.problem}.`,
    `Expected: ${words.fix}.`,
  );
}
