/** Measures the time of each step of an examination, and turns violated rules into findings. */
import { existsSync, readFileSync } from 'node:fs';

/** A finding of a mutant. */
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
const MAX_PER_PACKET = 100;
/** A step over the whole capture may take as long as one packet, and this much for each of its packets and KiB. */
const MAX_MORE = { packet: 0.2, kib: 0.1 };
/** The first dissection of a packet reassembles its stream; in ms per KiB. */
const FIRST_LOOK = 0.02;

/** Milliseconds from some point on. */
export type Clock = () => number;

/** Wall-clock time: cheap, but it includes other programs. */
export const wallClock: Clock = () => performance.now();

/** The processor time of this thread (proc(5)), if the system provides it; else the wall-clock time. */
export const threadClock: Clock = existsSync('/proc/thread-self/schedstat')
  ? () => parseInt(readFileSync('/proc/thread-self/schedstat', 'latin1'), 10) / 1e6
  : wallClock;

/** The steps of one look. */
export class Steps {
  /** What took too long; the examination continues, so that a later crash is found too. */
  slow: Finding | undefined;
  /** What a step over all of the capture may take. */
  #allowed: number;
  #allowedPacket = MAX_PER_PACKET;

  readonly #clock: Clock;

  constructor(bytes: number, clock: Clock) {
    this.#clock = clock;
    this.#allowed = MAX_PER_PACKET + (MAX_MORE.kib * bytes) / 1024;
  }

  /** The capture has been opened: what its size allows from here on. */
  allow(packets: number, bytes: number): void {
    this.#allowed = MAX_PER_PACKET + MAX_MORE.packet * packets + (MAX_MORE.kib * bytes) / 1024;
    this.#allowedPacket = MAX_PER_PACKET + (FIRST_LOOK * bytes) / 1024;
  }

  /** One step over the capture. */
  whole<T>(name: string, run: () => T): T {
    return this.#timed(name, this.#allowed, run);
  }

  /** One step over one packet. */
  packet<T>(name: string, run: () => T): T {
    return this.#timed(name, this.#allowedPacket, run);
  }

  /** A step that waits for streams of the platform, whose time is not ours. */
  async waiting<T>(name: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw this.#found(name, error);
    }
  }

  /** Asserts that something holds. */
  expect(isSo: boolean, message: () => string, key?: string): void {
    if (!isSo) throw new Finding('wrong', message(), key);
  }

  #timed<T>(name: string, allowed: number, run: () => T): T {
    const begin = this.#clock();
    let result: T;
    try {
      result = run();
    } catch (error) {
      throw this.#found(name, error);
    }
    const took = this.#clock() - begin;
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
