/** An agent as the bench sees it: a process that is started in advance and serves one request at a time. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FromAgent, RunNews, ToAgent } from './agent/messages.ts';
import { missingToolText, missingTools } from './doctor/tools.ts';
import { dropPrivileges, ENTER_NAMESPACES, UNPRIVILEGED_USER } from './privilege.ts';
import { TOOL_PATH } from './tool-path.ts';

/** Maximum number of characters kept of an agent's standard error. */
const MAX_STDERR = 4000;

/** Longest time of a timer (setTimeout takes a signed 32-bit integer). ms. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/** The bench does not work here. It is not the fault of a program under test. */
export class BenchError extends Error {
  override name = 'BenchError';
}

/** What a request is answered with. */
type Answer = Extract<FromAgent, { type: 'ran' | 'built' }>;

/** One agent. */
export class AgentProcess {
  /** Requests served so far. */
  served = 0;
  readonly #child: ChildProcess;
  /** Rejected when the process has ended. */
  readonly #gone: Promise<never>;
  #ready: Promise<void>;
  #stderr = '';
  #onMessage: (message: FromAgent) => void = () => {};
  #readiness: { resolve(): void; reject(error: Error): void } | undefined;

  /**
   * Starts an agent.
   * @param node path of Node
   * @param script path of the agent's main module
   * @param folder the agent's own folder, which is made
   */
  constructor(node: string, script: string, folder: string) {
    mkdirSync(folder, { mode: 0o700 });
    if (process.getuid?.() === 0) chownSync(folder, UNPRIVILEGED_USER, UNPRIVILEGED_USER);
    const [file = '', ...args] = [...dropPrivileges(), ...ENTER_NAMESPACES, node, script, folder];
    this.#child = spawn(file, args, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      // In its own session: Ctrl-C in a terminal is for the command, which then ends the agent in an orderly way.
      detached: true,
      env: { PATH: TOOL_PATH, LC_ALL: 'C' },
      cwd: '/',
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-MAX_STDERR);
    });
    this.#gone = this.#untilGone();
    this.#gone.catch(() => {});
    this.#child.on('message', (message) => this.#receive(message as FromAgent));
    this.#ready = this.#untilReady();
  }

  /**
   * Resolves when the agent can serve a request.
   * @throws {BenchError} with the reason when it cannot, or has ended
   */
  ready(): Promise<void> {
    return this.#ready;
  }

  /**
   * Sends a request and waits for its answer.
   * @param timeout how long the answer may take, ms
   * @param onNews called for what happens until then
   * @param onSent called when the agent has been asked: what is sent from then on comes after the request
   * @throws {BenchError} when the agent fails, or does not answer in time; the error of `onNews` when it throws one
   */
  async ask(
    request: ToAgent,
    timeout: number,
    onNews: (news: RunNews) => void = () => {},
    onSent: () => void = () => {},
  ): Promise<Answer> {
    await this.#ready;
    this.#ready = this.#untilReady();
    this.served++;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await Promise.race([
        this.#gone,
        new Promise<Answer>((resolve, reject) => {
          timer = setTimeout(
            () => reject(new BenchError(`the bench's agent did not answer within ${timeout / 1000} s`)),
            Math.min(timeout, MAX_TIMEOUT),
          );
          this.#onMessage = (message) => {
            try {
              if (message.type === 'failed') reject(new BenchError(message.message));
              else if (message.type === 'ran' || message.type === 'built') resolve(message);
              else if (message.type !== 'ready') onNews(message);
            } catch (error) {
              reject(error); // of the one who observes, such as a disk that is full
            }
          };
          this.send(request);
          onSent();
        }),
      ]);
    } finally {
      clearTimeout(timer);
      this.#onMessage = () => {};
    }
  }

  /** Sends a message that has no answer. */
  send(message: ToAgent): void {
    if (this.#child.connected) this.#child.send(message);
  }

  /** Kills the agent and everything that it started; resolves when all is gone. */
  async close(): Promise<void> {
    // When unshare is killed just after its fork, its child survives. That child exits when the channel closes.
    if (this.#child.connected) this.#child.disconnect();
    this.#child.kill('SIGKILL');
    await this.#gone.catch(() => {});
  }

  #untilGone(): Promise<never> {
    return new Promise((_, reject) => {
      const fail = (what: string): void => {
        const stderr = this.#stderr === '' ? '' : `: ${this.#stderr.trim()}`;
        reject(new BenchError(withMissingTools(`the bench's agent ${what}${stderr}`)));
      };
      this.#child.once('error', (error) => fail(`could not be started (${error.message})`));
      // Everything in it writes its errors there, so the stream ends when the last of them does. (Node's own event
      // "close" does not come when we have closed the channel.)
      const last = new Promise<void>((resolve) => this.#child.stderr?.once('close', resolve));
      this.#child.once('exit', (code, signal) => {
        void last.then(() => fail(`ended (${signal ?? `status ${code}`})`));
      });
    });
  }

  /** An agent says that it is ready after its start, and again after it has cleaned up a run. */
  #untilReady(): Promise<void> {
    const ready = Promise.race([
      this.#gone,
      new Promise<void>((resolve, reject) => (this.#readiness = { resolve, reject })),
    ]);
    ready.catch(() => {});
    return ready;
  }

  #receive(message: FromAgent): void {
    if (message.type === 'ready') return this.#readiness?.resolve();
    if (message.type === 'failed') {
      this.#readiness?.reject(new BenchError(withMissingTools(message.message)));
    }
    this.#onMessage(message);
  }
}

/** The folder of an agent in the bench's folder. */
export function agentFolder(folder: string, number: number): string {
  return join(folder, `agent-${number}`);
}

/** A failure's message, with the tools that are missing, if any are: they may be the reason. */
function withMissingTools(message: string): string {
  if (process.platform !== 'linux') return message;
  const missing = missingTools().filter(({ optional }) => optional !== true);
  if (missing.length === 0) return message;
  return `${message}. ${missingToolText(missing.map(({ name }) => name))}`;
}
