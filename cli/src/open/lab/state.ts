/** What the page is told of labs, parts and the program that is worked on. web/src/lab/api.ts says the same for the page. */
import type { Result } from '@wireside/judge';

/** An error that the user can fix, or a fault of Wireside. */
export interface Told {
  readonly message: string;
  readonly hint?: string;
}

/** A lab in the list. */
export interface LabEntry {
  readonly id: string;
  readonly title: string;
  readonly parts: readonly { readonly id: string; readonly title: string }[];
}

/** A part: what does not change while the server runs. */
export interface PartInfo {
  readonly id: string;
  readonly title: string;
  readonly lab: string;
  /** The program's name in the handout. */
  readonly program: string;
  /** Markdown. */
  readonly handout: string;
  readonly editions: readonly { readonly id: string; readonly title: string; readonly prototype: string }[];
  /** Whether the loss experiment belongs to the part. */
  readonly hasExperiment: boolean;
  /** Ids of the cases of all editions, in the order of the part. */
  readonly cases: readonly string[];
}

/** A case as it stands. */
export interface CaseState {
  readonly id: string;
  readonly title: string;
  /** Absent before it was judged. */
  readonly verdict?: Result;
  /** Whether the verdict is on the program as it was before. */
  readonly isOld: boolean;
  /** What the page opens. */
  readonly item?: string;
  /** The first check that did not pass. */
  readonly failed?: { readonly title: string; readonly expected: string; readonly got: string };
  /** The reason, where one is known. */
  readonly reason?: string;
  /** Two levels: where to look, and what to do. */
  readonly hints?: readonly [string, string];
}

/** The loss experiment as it stands. */
export interface ExperimentState {
  readonly isRunning: boolean;
  readonly runs: number;
  readonly done: number;
  /** Percent. */
  readonly loss: number;
  /** Changes with the picture. Absent before there is one. */
  readonly picture?: number;
  readonly words?: string;
  readonly error?: Told;
}

/** What is worked on. */
export interface DeskState {
  /** As the user named it. */
  readonly path?: string;
  /** A folder is edited elsewhere. */
  readonly isFolder?: boolean;
  /** Changes with the content of the file on disk. */
  readonly version?: string;
  readonly edition: string;
  readonly isJudging: boolean;
  /** Cases that are still running. */
  readonly left: number;
  /** Those that are judged first come first. */
  readonly cases: readonly CaseState[];
  readonly verdict?: Result;
  readonly score?: number;
  readonly max?: number;
  readonly seed?: string;
  /** When the last judging ended: ms since the epoch; and how long it took, ms. */
  readonly judgedAt?: number;
  readonly took?: number;
  /** What to change first, and the cases that it explains. */
  readonly change?: { readonly text: string; readonly cases: readonly string[] };
  /** The program was not built, or could not be judged. */
  readonly error?: Told;
  readonly experiment?: ExperimentState;
}

/** A judging that is kept. */
export interface PastJudging {
  readonly id: string;
  /** ms since the epoch. */
  readonly time: number;
  readonly result: string;
  readonly runs: readonly { readonly item: string; readonly title: string; readonly result: string }[];
}
