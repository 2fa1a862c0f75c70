/** Reads the program of a part. */
import type { Language, Source } from '@wireside/bench';
import { LANGUAGES, readSource } from '@wireside/bench';
import type { Part } from './content/schema.ts';

/** The program of a part, in the languages of the part too. @throws {ProgramError} when it cannot be read */
export function sourceOf({ languages }: Pick<Part, 'languages'>, path: string): Source {
  return readSource(path, [...(languages as readonly Language[]), ...LANGUAGES]);
}
