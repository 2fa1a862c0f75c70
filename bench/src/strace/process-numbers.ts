/** Numbers the processes and threads of a trace, and distinguishes them. */

/** Maximum number of births that are remembered until the new process appears. */
const MAX_BIRTHS = 4096;

/** The processes and threads of one program. */
export class ProcessNumbers {
  readonly #numbers = new Map<number, number>();
  #count = 0;
  /** Processes and threads that have not appeared yet, in the order in which they were started. */
  readonly #births: boolean[] = [];
  readonly #seen = new Set<number>();
  readonly #threads = new Set<number>();

  /** The number of a process in the trace, from 1 in order of appearance in the records. */
  of(pid: number): number {
    let number = this.#numbers.get(pid);
    if (number === undefined) this.#numbers.set(pid, (number = ++this.#count));
    return number;
  }

  /** A call has begun that starts a process or a thread. */
  isBorn(args: string): void {
    if (this.#births.length < MAX_BIRTHS) this.#births.push(isThread(args));
  }

  /** That call has failed. */
  isNotBorn(args: string): void {
    const at = this.#births.lastIndexOf(isThread(args));
    if (at >= 0) this.#births.splice(at, 1);
  }

  /** A process appears in the trace. */
  appears(pid: number): void {
    if (this.#seen.has(pid)) return;
    this.#seen.add(pid);
    this.#numbers.delete(pid); // of one that has ended
    if (this.#births.shift() === true) this.#threads.add(pid);
  }

  /** It has ended, and its number in the system may be used again. */
  ends(pid: number): void {
    this.#seen.delete(pid);
    this.#threads.delete(pid);
  }

  /** Whether it is a thread of another process. */
  isThread(pid: number): boolean {
    return this.#threads.has(pid);
  }
}

/** Whether clone(2) or clone3(2) starts a thread with these arguments. */
export function isThread(args: string): boolean {
  return args.includes('CLONE_THREAD');
}
