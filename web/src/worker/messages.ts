/** What the page and the worker say to each other. */
import type { Progress } from './read-source.ts';
import type { Overview, Session } from './session.ts';

/** The questions: the public methods of a session. */
export type Method = Exclude<keyof Session, never>;
/** What a question takes. */
export type Argument<M extends Method> = Parameters<Session[M]>[0];
/** What a question is answered with. */
export type Answer<M extends Method> = Awaited<ReturnType<Session[M]>>;

/** A question. */
export interface ToWorker {
  readonly id: number;
  readonly method: Method;
  readonly argument: unknown;
}

/** An answer, an error, how far the opening is, or that more of what is open is there. */
export type FromWorker =
  | { readonly grown: Overview }
  | {
      readonly id: number;
      readonly value: unknown;
      readonly error?: undefined;
      readonly progress?: undefined;
    }
  | { readonly id: number; readonly error: Failure; readonly progress?: undefined }
  | { readonly id: number; readonly progress: Progress; readonly error?: undefined };

/** Why a question has no answer. */
export interface Failure {
  readonly message: string;
  readonly hint: string;
}
