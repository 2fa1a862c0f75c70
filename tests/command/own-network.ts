/** A network of its own with nothing but lo, in which all ports are free and commands are started one by one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Command, start } from './wireside.ts';

/** What holds the network until its input ends. Multicast needs a route, and lo has none by itself. */
const HOLDER = 'ip link set lo up && ip route add 224.0.0.0/4 dev lo && echo ready && read -r';

/** The network; `close()` ends whatever still runs in it. */
export class OwnNetwork {
  readonly #holder: ChildProcess;
  readonly #commands: Command[] = [];

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  static async open(): Promise<OwnNetwork> {
    const holder = spawn('unshare', ['--map-root-user', '--net', 'bash', '-c', HOLDER], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await Promise.race([
      once(holder.stdout!, 'data'),
      once(holder, 'close').then(() => {
        throw new Error('no network could be made');
      }),
    ]);
    return new OwnNetwork(holder);
  }

  /** Starts a command in it; the process is the command's own, so that signals reach it. */
  start(words: readonly string[], environment: Record<string, string> = {}): Command {
    const place = ['--preserve-credentials', '--user', '--net', '--target', String(this.#holder.pid)];
    const command = start(['nsenter', ...place, ...words], environment);
    this.#commands.push(command);
    return command;
  }

  async close(): Promise<void> {
    for (const { child, said } of this.#commands) {
      child.kill('SIGKILL');
      await said;
    }
    this.#holder.stdin!.end();
    if (this.#holder.exitCode === null) await once(this.#holder, 'close');
  }
}

/** Resolves with what matches in the standard output so far; rejects where the command ends without it. */
export function prints({ child, said }: Command, wanted: RegExp): Promise<RegExpExecArray> {
  let text = '';
  return new Promise((resolve, reject) => {
    child.stdout!.on('data', (piece: string) => {
      text += piece;
      const found = wanted.exec(text);
      if (found) resolve(found);
    });
    void said.then(({ stdout, stderr }) => reject(new Error(`no ${wanted} in: ${stdout}${stderr}`)));
  });
}
