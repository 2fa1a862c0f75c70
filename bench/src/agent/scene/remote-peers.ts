/** The peers on another host, as the agent deals with them: through a host runner. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { PeerAddress, PeerHostHooks, Peers, PeerStart } from './peer-host.ts';
import { HOST_RUNNER } from './runner-messages.ts';
import type { FromRunner, ToRunner } from './runner-messages.ts';

/** Maximum characters kept of a host runner's standard error. */
const MAX_STDERR = 2000;

/** A host runner and the peers in it. */
export class RemotePeers implements Peers {
  readonly #hooks: PeerHostHooks;
  readonly #child: ChildProcess;
  readonly #starts = new Map<
    number,
    { resolve(address: PeerAddress | undefined): void; reject(error: Error): void }
  >();
  /** Rejected when the host runner has ended. */
  readonly #gone: Promise<never>;
  /** Actors whose standard input is open. */
  readonly #open = new Set<string>();
  #onClosed: () => void = () => {};
  #isClosing = false;
  #lastStart = 0;
  #stderr = '';

  /** @param enter command that runs another one on the host */
  constructor(enter: readonly string[], hooks: PeerHostHooks) {
    this.#hooks = hooks;
    const [file = '', ...args] = [...enter, process.execPath, process.argv[1]!, HOST_RUNNER];
    this.#child = spawn(file, args, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-MAX_STDERR);
    });
    this.#gone = this.#untilGone();
    this.#gone.catch((error: Error) => {
      if (!this.#isClosing) hooks.failed(error.message);
    });
    this.#child.on('message', (message) => this.#receive(message as FromRunner));
  }

  start(peer: PeerStart): Promise<PeerAddress | undefined> {
    const id = ++this.#lastStart;
    this.#open.add(peer.actor);
    const started = new Promise<PeerAddress | undefined>((resolve, reject) => {
      this.#starts.set(id, { resolve, reject });
    });
    this.#send({ type: 'start', id, peer });
    return Promise.race([started, this.#gone]);
  }

  hasInput(actor: string): boolean {
    return this.#open.has(actor);
  }

  type(actor: string, bytes: Uint8Array): boolean {
    if (!this.#open.has(actor)) return false;
    this.#send({ type: 'type', actor, bytes });
    return true;
  }

  closeInput(actor: string): boolean {
    if (!this.#open.delete(actor)) return false;
    this.#send({ type: 'close-input', actor });
    return true;
  }

  interrupt(actor: string): void {
    this.#send({ type: 'interrupt', actor });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#child.connected) {
      const closed = new Promise<void>((resolve) => (this.#onClosed = resolve));
      this.#send({ type: 'close' });
      await Promise.race([closed, this.#gone]).catch(() => {});
    }
    this.#child.kill('SIGKILL');
    await this.#gone.catch(() => {});
  }

  #send(message: ToRunner): void {
    if (this.#child.connected) this.#child.send(message);
  }

  #receive(message: FromRunner): void {
    const hooks = this.#hooks;
    switch (message.type) {
      case 'event':
        return hooks.event(message.actor, message.event);
      case 'message':
        return hooks.message(message.actor, message.message);
      case 'secrets':
        return hooks.secrets(message.line);
      case 'output':
        return hooks.output(message.actor, message.stream, message.bytes);
      case 'ended':
        this.#open.delete(message.actor);
        return hooks.ended(message.actor, message.end);
      case 'read':
        return void hooks.read(message.ends).then(() => this.#send({ type: 'read', id: message.id }));
      case 'closed':
        return this.#onClosed();
      case 'started': {
        const start = this.#starts.get(message.id);
        this.#starts.delete(message.id);
        if (message.error === undefined) start?.resolve(message.address);
        else start?.reject(new Error(message.error));
      }
    }
  }

  async #untilGone(): Promise<never> {
    const [code, signal] = await once(this.#child, 'exit').catch((error: Error) => [
      error.message,
      undefined,
    ]);
    throw new Error(
      `a host runner ended (${signal ?? `status ${code}`})${this.#stderr && `: ${this.#stderr.trim()}`}`,
    );
  }
}
