/** What the local server says of labs, and how it is asked. cli/src/open/lab/state.ts says the same for the server. */
import type { Result } from '@wireside/judge';

/** An error: what happened, and how to fix it. */
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
  readonly hasExperiment: boolean;
  /** Ids of the cases of all editions, in the order of the part. */
  readonly cases: readonly string[];
}

/** A case as it stands. */
export interface CaseState {
  readonly id: string;
  readonly title: string;
  readonly verdict?: Result;
  /** Whether the verdict is on the program as it was before. */
  readonly isOld: boolean;
  /** What the page opens. */
  readonly item?: string;
  readonly failed?: { readonly title: string; readonly expected: string; readonly got: string };
  readonly reason?: string;
  readonly hints?: readonly [string, string];
}

/** The loss experiment as it stands. */
export interface ExperimentState {
  readonly isRunning: boolean;
  readonly runs: number;
  readonly done: number;
  /** Percent. */
  readonly loss: number;
  /** Changes with the picture. */
  readonly picture?: number;
  readonly words?: string;
  readonly error?: Told;
}

/** What is worked on. */
export interface DeskState {
  readonly path?: string;
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
  /** ms since the epoch. */
  readonly judgedAt?: number;
  /** ms. */
  readonly took?: number;
  readonly change?: { readonly text: string; readonly cases: readonly string[] };
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
  readonly version: string;
}

/** What became of a save. */
export type Saved =
  | { readonly isSaved: true; readonly version: string }
  | { readonly isSaved: false; readonly now: FileContent };

/** Why the server has refused something. */
export class Refused extends Error {
  override name = 'Refused';
  readonly hint: string | undefined;
  /** Whether the file that was named does not exist. */
  readonly isMissing: boolean;

  constructor({ message, hint, isMissing = false }: Told & { readonly isMissing?: boolean }) {
    super(message);
    this.hint = hint;
    this.isMissing = isMissing;
  }
}

/** Asks for something. @throws {Refused} */
export async function get<T>(path: string): Promise<T> {
  const response = await fetch(`./api/${path}`);
  return answerOf(response, [200]);
}

/** Has the server do something. @throws {Refused} */
export async function post<T>(path: string, body: object = {}): Promise<T> {
  const response = await fetch(`./api/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answerOf(response, [200, 409]);
}

async function answerOf<T>(response: Response, fine: readonly number[]): Promise<T> {
  if (response.headers.get('content-type')?.includes('json') !== true) {
    throw new Refused({ message: (await response.text()) || response.statusText });
  }
  const answer: unknown = await response.json();
  if (fine.includes(response.status)) return answer as T;
  throw new Refused(answer as Told);
}

/** The address of a part, with what is below it: `partPath('udp', 'judge')`. */
export function partPath(part: string, ...rest: readonly string[]): string {
  return ['parts', encodeURIComponent(part), ...rest].join('/');
}
