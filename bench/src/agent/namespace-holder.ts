/** A process that holds a network namespace open: a host, or the switch. */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { startError, ToolError } from './command.ts';

const UNSHARE = ['unshare', '-n', 'sh', '-c'] as const;

/** A namespace, from its process's start to its end. */
export class NamespaceHolder {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #ended: Promise<unknown>;

  private constructor(script: string, args: readonly string[]) {
    const [file, ...rest] = UNSHARE;
    this.#child = spawn(file, [...rest, `${script}\necho ready\nexec cat >/dev/null`, 'sh', ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.stdin.on('error', () => {});
    this.#ended = once(this.#child, 'close').catch((error: Error) => {
      throw startError(UNSHARE, error);
    });
  }

  /**
   * Makes a namespace and runs a script of sh(1) in it; resolves when the script is done.
   * @param args of the script, from $1
   * @throws {ToolError} when the script fails
   */
  static async make(script: string, args: readonly string[] = []): Promise<NamespaceHolder> {
    const holder = new NamespaceHolder(script, args);
    let stderr = '';
    holder.#child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const failed = holder.#ended.then(() => {
      throw new ToolError(UNSHARE, 'ended', stderr);
    });
    failed.catch(() => {});
    await Promise.race([once(holder.#child.stdout, 'data'), failed]);
    return holder;
  }

  /** The process that holds it. */
  get pid(): number {
    return this.#child.pid!;
  }

  /** Command that runs another one in the namespace. */
  get enter(): readonly string[] {
    return ['nsenter', '-t', String(this.pid), '-n'];
  }

  /** Lets the namespace go; resolves when its process has ended. */
  async end(): Promise<void> {
    this.#child.stdin.end();
    await this.#ended;
  }
}
