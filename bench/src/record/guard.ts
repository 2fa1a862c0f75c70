/** A small process that stays when we are killed: the recorded program must not notice that we are gone. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * Reads numbers of processes until `done`. If its input ends before that, we were killed: it interrupts those processes,
 * removes our folder, and reads what strace writes until that ends. Otherwise strace would die of a broken pipe, and with it
 * the program, whose traced calls would then fail (seccomp(2), SECCOMP_RET_TRACE).
 */
const SCRIPT = `
pids=
while read -r word; do
  if [ "$word" = done ]; then exit 0; fi
  pids="$pids $word"
done
for pid in $pids; do kill -INT "$pid" 2>/dev/null; done
rm -rf -- "$1"
exec cat <&3 >/dev/null`;

/** The process that stays. */
export class Guard {
  readonly #child: ChildProcess;

  /**
   * Starts it, in a session of its own, so that Ctrl-C does not end it.
   * @param folder what it removes when we are killed
   * @param calls the reading end of the pipe to which strace writes
   */
  constructor(folder: string, calls: number) {
    this.#child = spawn('sh', ['-c', SCRIPT, 'sh', folder], {
      stdio: ['pipe', 'ignore', 'ignore', calls],
      detached: true,
    });
    this.#child.on('error', () => {}); // without a shell there is nothing to record either
    this.#child.stdin?.on('error', () => {});
  }

  /** Names a process to interrupt when we are killed. */
  interrupts(pid: number): void {
    this.#child.stdin?.write(`${pid}\n`);
  }

  /** Ends it. */
  async end(): Promise<void> {
    const { exitCode, signalCode, pid } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.stdin?.end('done\n');
    await ended;
  }
}
