/** What the judge must know of a case and of an edition; a lab's content has more. */
import type { QueryValues } from '@wireside/trace';

/** One case of a part: what is run, and which checks judge it. */
export interface PartCase {
  readonly id: string;
  readonly title: string;
  /** What the program is asked to send. */
  readonly command: string;
  /** Ids of the checks, in the order in which they are made. */
  readonly checks: readonly string[];
  /** Rules about all programs that find what the case provokes: that is no reason for a failed check. */
  readonly onPurpose?: readonly string[] | undefined;
  /** What `$names` in the checks that a lab defines stand for; absent where it defines none. */
  readonly values?: QueryValues;
}

/** What differs between the editions of a lab. */
export interface Edition {
  /** Whether messages must be shown as they arrive, and whether the exit status must report success and errors. */
  readonly strict: boolean;
}
