/** An agent as the bench sees it: a process that was booted ahead and takes one request at a time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FromAgent, RunSetting, ToAgent } from './agent/messages.ts';
import { dropPrivileges, ENTER_NAMESPACES, UNPRIVILEGED } from './privilege.ts';
import { TOOL_PATH } from './tool-path.ts';

/** The bench cannot do its work here; nothing that a program under test did. */
export class BenchError extends Error {
  override name = 'BenchError';
}

type Answer = Exclude<FromAgent, { type: 'begun' | 'append' | 'ready' | 'failed' }>;

/** What happens to a run before its answer. */
export interface Progress {
  onBegun(setting: RunSetting): void;
  /** Called with each piece of the run's files as they grow. */
  onAppend(file: string, bytes: Uint8Array): void;
}

export class AgentProcess {
  /** Runs served so far. */
  served = 0;
  readonly #child: ChildProcess;
  #ready: Promise<void>;
  readonly #gone: Promise<never>;
  #stderr = '';
  #onMessage: (message: FromAgent) => void = () => {};
  #readiness: { resolve(): void; reject(error: Error): void } | null = null;

  /** Boots an agent; `folder` is made for it. */
  constructor(node: string, script: string, folder: string) {
    mkdirSync(folder, { mode: 0o700 });
    if (process.getuid?.() === 0) chownSync(folder, UNPRIVILEGED, UNPRIVILEGED);
    const [file = '', ...args] = [...dropPrivileges(), ...ENTER_NAMESPACES, node, script, folder];
    this.#child = spawn(file, args, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      // In a session of its own: Ctrl-C in a terminal is for the command, which then asks for an orderly end.
      detached: true,
      env: { PATH: TOOL_PATH, LC_ALL: 'C' },
      cwd: '/',
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4000);
    });
    this.#gone = new Promise((_, reject) => {
      const fail = (what: string): void =>
        reject(
          new BenchError(`the bench's agent ${what}${this.#stderr === '' ? '' : `: ${this.#stderr.trim()}`}`),
        );
      this.#child.once('error', (error) => fail(`could not be started (${error.message})`));
      // Everything inside writes its errors there, so its end is the end of the last of them. (Node's own event
      // "close" never comes where we have closed the channel.)
      const last = new Promise<void>((resolve) => this.#child.stderr?.once('close', resolve));
      this.#child.once('exit', (code, signal) => {
        void last.then(() => fail(`ended (${signal ?? `status ${code}`})`));
      });
    });
    this.#gone.catch(() => {});
    this.#child.on('message', (message) => this.#receive(message as FromAgent));
    this.#ready = this.#expectReady();
  }

  /** The agent is ready anew when it says so: after its start, and after having cleared away a run. */
  #expectReady(): Promise<void> {
    const ready = Promise.race([
      this.#gone,
      new Promise<void>((resolve, reject) => (this.#readiness = { resolve, reject })),
    ]);
    ready.catch(() => {});
    return ready;
  }

  #receive(message: FromAgent): void {
    if (message.type === 'ready') return this.#readiness?.resolve();
    if (message.type === 'failed') this.#readiness?.reject(new BenchError(message.message));
    this.#onMessage(message);
  }

  ready(): Promise<void> {
    return this.#ready;
  }

  /**
   * Sends a request and waits for its answer.
   * @throws BenchError when the agent fails, or does not answer within `patience` ms.
   */
  async ask(request: ToAgent, patience: number, progress?: Progress): Promise<Answer> {
    await this.#ready;
    this.#ready = this.#expectReady();
    this.served++;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await Promise.race([
        this.#gone,
        new Promise<Answer>((resolve, reject) => {
          timer = setTimeout(
            () => reject(new BenchError("the bench's agent did not answer in time")),
            patience,
          );
          this.#onMessage = (message) => {
            if (message.type === 'append') progress?.onAppend(message.file, message.bytes);
            else if (message.type === 'begun') progress?.onBegun(message.setting);
            else if (message.type === 'failed') reject(new BenchError(message.message));
            else if (message.type !== 'ready') resolve(message);
          };
          this.#child.send(request);
        }),
      ]);
    } finally {
      clearTimeout(timer);
      this.#onMessage = () => {};
    }
  }

  /** Asks for the end of the program that runs now. */
  stop(): void {
    if (this.#child.connected) this.#child.send({ type: 'stop' } satisfies ToAgent);
  }

  /** Ends it and everything that it started; resolves when it is gone. */
  async close(): Promise<void> {
    // Killed just after its fork, unshare leaves a child that nobody ends; that one ends with the channel.
    if (this.#child.connected) this.#child.disconnect();
    this.#child.kill('SIGKILL');
    await this.#gone.catch(() => {});
  }
}

/** A new agent's folder inside the bench's. */
export function agentFolder(folder: string, number: number): string {
  return join(folder, `agent-${number}`);
}
