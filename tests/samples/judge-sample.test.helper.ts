/** Judges a sample program of a part on a bench. */
import { join, resolve } from 'node:path';
import type { Bench } from '@wireside/bench';
import { ProgramError } from '@wireside/bench';
import type { Verdict } from '@wireside/judge';
import type { Part } from '@wireside/lab';
import { findCases, findEdition, judge, sourceOf } from '@wireside/lab';

/** The random seed of samples for which nothing else is said. */
export const SEED = 'samples';

/** Where and how samples are judged. */
export interface Judging {
  readonly part: Part;
  readonly bench: Bench;
  /** Where the runs' folders are made. */
  readonly folder: string;
  /** Ids of the cases; without them, all. */
  readonly cases?: readonly string[];
  readonly seed?: string;
  /** By default, the part's own. */
  readonly editionId?: string;
}

/** Whether a program cannot be built because its language, or the library of it, is not installed. */
const isMissing = ({ code, message }: ProgramError): boolean =>
  code === 'LANGUAGE_MISSING' || message.includes('openssl/ssl.h: No such file');

/**
 * The verdict on a sample; undefined where its language is not installed, which is reported.
 * @param path below the samples, or absolute
 */
export async function judgeSample(
  path: string,
  { part, bench, folder, cases = [], seed = SEED, editionId = part.defaultEdition }: Judging,
): Promise<Verdict | undefined> {
  try {
    return await judge(sourceOf(part, resolve(part.folder, 'samples', path)), {
      part,
      edition: findEdition(part, editionId),
      editionId,
      cases: findCases(part, cases, editionId),
      seed,
      bench,
      folder: join(folder, part.id, path.replaceAll('/', '-')),
    });
  } catch (error) {
    if (!(error instanceof ProgramError) || !isMissing(error)) throw error;
    console.warn(`skipped: ${path}: ${error.message}`);
    return undefined;
  }
}
