/** Takes the time of each step of a look, and turns what must not happen into findings. */

/** What a mutant brought to light. */
export class Finding extends Error {
  /** `exception`, `slow`, `wrong` or `memory`. */
  readonly kind: string;
  /** Findings with the same key have the same cause. */
  readonly key: string;

  constructor(kind: string, message: string, key: string = message, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.key = `${kind}: ${key.replaceAll(/\d+/g, 'N')}`;
  }
}

/** No packet may take longer, in ms. */
const MOST_A_PACKET = 100;
/** A step over the whole capture may take as long as one packet, and this much for each packet and KiB of the file. */
const MOST_MORE = 1;

/** The steps of one look. */
export class Steps {
  /** What took too long; the look goes on, so that a crash behind it is found too. */
  slow: Finding | undefined;
  /** What a step over all of the capture may take. */
  #allowed: number;

  constructor(bytes: number) {
    this.#allowed = MOST_A_PACKET + (MOST_MORE * bytes) / 1024;
  }

  /** The capture has been opened: what its size allows from here on. */
  allow(packets: number, bytes: number): void {
    this.#allowed = MOST_A_PACKET + MOST_MORE * (packets + bytes / 1024);
  }

  /** One step over the capture. */
  whole<T>(name: string, run: () => T): T {
    return this.#timed(name, this.#allowed, run);
  }

  /** One step over one packet. */
  packet<T>(name: string, run: () => T): T {
    return this.#timed(name, MOST_A_PACKET, run);
  }

  /** A step that waits for streams of the platform, whose time is not ours. */
  async waiting<T>(name: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw this.#found(name, error);
    }
  }

  /** Says that something must be so. */
  expect(isSo: boolean, message: () => string, key?: string): void {
    if (!isSo) throw new Finding('wrong', message(), key);
  }

  #timed<T>(name: string, allowed: number, run: () => T): T {
    const begin = performance.now();
    let result: T;
    try {
      result = run();
    } catch (error) {
      throw this.#found(name, error);
    }
    const took = performance.now() - begin;
    if (took > allowed) {
      this.slow ??= new Finding(
        'slow',
        `${name} took ${Math.round(took)} ms of ${Math.round(allowed)}`,
        name,
      );
    }
    return result;
  }

  #found(name: string, error: unknown): Finding {
    if (error instanceof Finding) return error;
    if (!(error instanceof Error)) return new Finding('exception', `${name}: ${String(error)}`);
    const place = (error.stack ?? '').split('\n').find((line) => /^\s+at /.test(line)) ?? '';
    const shown = `${error.name}: ${error.message}`;
    return new Finding('exception', `${name}: ${shown}`, `${shown} ${place.trim()}`, { cause: error });
  }
}
