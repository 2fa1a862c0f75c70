/** Lets the worker answer other questions during long work. */

/** Waits until messages that have arrived were handled. */
export function breath(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}

/** Milliseconds of work without a pause. */
const SLICE = 30;

/**
 * Does something for the numbers from `from` to before `to`, in slices with a pause after each.
 * @param work does a part
 * @param isWanted asked after each pause
 * @throws {SupersededError} when it is no longer wanted
 */
export async function inSlices(
  from: number,
  to: number,
  work: (from: number, to: number) => void,
  isWanted: () => boolean,
): Promise<void> {
  let step = 1024;
  let since = performance.now();
  for (let at = from; at < to;) {
    const end = Math.min(to, at + step);
    const begin = performance.now();
    work(at, end);
    at = end;
    const now = performance.now();
    step = Math.min(65_536, Math.max(64, Math.round((step * SLICE) / 2 / Math.max(0.2, now - begin))));
    if (now - since < SLICE || at >= to) continue;
    await breath();
    if (!isWanted()) throw new SupersededError();
    since = performance.now();
  }
}

/** A later question has taken this one's place. */
export class SupersededError extends Error {
  override name = 'SupersededError';

  constructor() {
    super('A later question has taken its place.');
  }
}
