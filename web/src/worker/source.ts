/** Where a run or a capture comes from. */

/** What the page opens. */
export type Source =
  /** A run or a capture that the local server offers, by its absolute address. */
  | { readonly kind: 'item'; readonly url: string; readonly title: string; readonly what: 'run' | 'capture' }
  /** A file that was dropped or chosen: a zipped run, or a capture. */
  | { readonly kind: 'file'; readonly file: File }
  /** A zipped run or a capture, by its absolute address. */
  | { readonly kind: 'url'; readonly url: string; readonly title: string };

/** Why a source cannot be opened: what happened, and how to fix it. */
export class OpenError extends Error {
  override name = 'OpenError';
  /** How to fix it. */
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
