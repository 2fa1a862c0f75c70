/** A network of its own with nothing but lo, in which all ports are free and commands are started one by one. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { start } from './wireside.ts';
import type { Command } from './wireside.ts';

/** What holds a network until its input ends. lo has no route for multicast by itself. */
const HOLDERS = {
  'lo with a route': 'ip link set lo up && ip route add 224.0.0.0/4 dev lo && echo ready && read -r',
  'lo alone': 'ip link set lo up && echo ready && read -r',
  // A second network, and a cable between them. $! is there before its namespace is.
  'two computers': `
set -e
unshare --net sleep infinity & other=$!
until [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do kill -0 $other; done
ip link set lo up
ip link add eth0 type veth peer name eth0 netns $other
up() { ip address add $1/24 dev eth0; ip link set eth0 up; ip route add default via 10.9.0.254; }
up 10.9.0.1
nsenter --net --target $other bash -ec "$(declare -f up); ip link set lo up; up 10.9.0.2"
echo ready $other
read -r || kill $other`,
} as const;

/** Root has the network as it is, so that programs in it may capture; other users are root in a user namespace. */
const IS_ROOT = process.getuid?.() === 0;
const USER = {
  unshare: IS_ROOT ? [] : ['--map-root-user'],
  nsenter: IS_ROOT ? [] : ['--preserve-credentials', '--user'],
};

/** The network; `close()` ends whatever still runs in it. */
export class OwnNetwork {
  readonly #holder: ChildProcess;
  readonly #commands: Command[] = [];

  /** A process in the other computer's network. */
  readonly #other: string | undefined;

  private constructor(holder: ChildProcess, other: string | undefined) {
    this.#holder = holder;
    this.#other = other;
  }

  static async open(kind: keyof typeof HOLDERS = 'lo with a route'): Promise<OwnNetwork> {
    const holder = spawn('unshare', [...USER.unshare, '--net', 'bash', '-c', HOLDERS[kind]], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [ready] = (await Promise.race([
      once(holder.stdout!, 'data'),
      once(holder, 'close').then(() => {
        throw new Error('no network could be made');
      }),
    ])) as [Buffer];
    return new OwnNetwork(holder, /\d+/.exec(String(ready))?.[0]);
  }

  /** Starts a command in it; the process is the command's own, so that signals reach it. */
  start(
    words: readonly string[],
    environment: Record<string, string> = {},
    stdin: 'ignore' | 'pipe' = 'ignore',
  ): Command {
    return this.#startAt(String(this.#holder.pid), words, environment, stdin);
  }

  /** A table of its sockets or its groups: a file of /proc/net, such as `tcp` or `igmp`; proc(5). */
  table(name: string): string {
    return readFileSync(`/proc/${this.#holder.pid}/net/${name}`, 'utf8');
  }

  /** Starts a command on the other one of two computers. */
  startThere(words: readonly string[]): Command {
    return this.#startAt(this.#other!, words, {}, 'ignore');
  }

  #startAt(
    target: string,
    words: readonly string[],
    environment: Record<string, string>,
    stdin: 'ignore' | 'pipe',
  ): Command {
    const all = ['nsenter', ...USER.nsenter, '--net', '--target', target, ...words];
    const command = start(all, environment, stdin);
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
