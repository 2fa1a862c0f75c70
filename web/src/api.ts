/** What the page and the local server say to each other: types only, for both. */
import type { Change, Result } from '@wireside/judge';

/** A run or a capture on this computer. */
export interface Item {
  /** Unique while the server runs. */
  readonly id: string;
  readonly what: 'run' | 'capture';
  readonly title: string;
  /** The verdict, or how it ended. */
  readonly result?: string;
  /** When it was recorded, ms since the epoch. */
  readonly time?: number;
  /** What runs that were kept together have in common: those of one judging. */
  readonly group?: string;
}

/** What the server says it offers. */
export interface Items {
  readonly items: readonly Item[];
  /** The one to open at once. */
  readonly open?: string;
}

/** A case of a judging. */
export interface JudgedCase {
  /** Id of the item with its run. */
  readonly item: string;
  readonly id: string;
  readonly title: string;
  readonly verdict: Result;
  /** Title of the first check that failed. */
  readonly failed?: string;
}

/** A judging, as the page shows it. */
export interface Judging {
  readonly part: string;
  readonly title: string;
  readonly edition: string;
  readonly verdict: Result;
  /** Points; absent where the part is not known here. */
  readonly score?: number;
  readonly max?: number;
  /** In the order of the part. */
  readonly cases: readonly JudgedCase[];
  readonly changes: readonly Change[];
  /** The case to show first, if one failed. */
  readonly leading?: string;
  /** For each check where to look, and what to do; empty where the part is not known here. */
  readonly hints: Readonly<Record<string, readonly string[]>>;
}

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

/** A file's content. */
export interface FileContent {
  /** Absent where it is no text in UTF-8, or too long for the editor. */
  readonly text?: string;
  /** Changes with the content. */
  readonly version: string;
}

/** What became of a save. */
export type Saved =
  | { readonly isSaved: true; readonly version: string }
  /** The file is no longer what was edited: its content now. */
  | { readonly isSaved: false; readonly now: FileContent };
