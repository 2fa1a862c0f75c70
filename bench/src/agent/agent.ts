/** The agent: a process that is the bench's own host, and plays one scene after another. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { programsOf } from '../scene-parts.ts';
import type { Scene } from '../request.ts';
import { build } from './build.ts';
import { ToolError } from './command.ts';
import type { FromAgent, ToAgent } from './messages.ts';
import { prepareOwnHost } from './network.ts';
import { pipesCommand } from './pipes.ts';
import { Run } from './run.ts';
import { makeFolders } from './scene/folders.ts';
import { ownHost } from './scene/own-host.ts';
import { PeerNames } from './scene/peer-names.ts';
import { clearTimeWait } from './scene/time-wait.ts';
import { hostsOf, makeReadySetup, setupFor, USUAL } from './setup.ts';
import type { ExpectedHosts, ReadySetup, Setup } from './setup.ts';
import { Shell } from './shell.ts';

/** An agent. */
class Agent {
  readonly #folders: { readonly pipes: string; readonly workspace: string };
  readonly #names: PeerNames;
  /** The shell of the agent's own host. */
  readonly #shell: Shell;
  /** The run under way, and the one that is being set up. */
  #running: Run | undefined;
  #coming: Promise<unknown> = Promise.resolve();
  /** Whether the run was stopped, perhaps before it was under way. */
  #isStopped = false;
  /** The next run's network, capture and workspace, when they were made in advance. */
  #prepared: ReadySetup | undefined;
  /** The hosts that they are made for: a scene is often followed by one like it. */
  #expected: ExpectedHosts = USUAL;

  constructor(folder: string) {
    this.#folders = { pipes: join(folder, 'pipes'), workspace: join(folder, 'run') };
    this.#shell = Shell.start(join(folder, 'tools'));
    // Without it nothing can be removed, except by the end of this process.
    void this.#shell.ended.then(() => {
      process.stderr.write('its shell ended\n');
      process.exit(1);
    });
    this.#names = new PeerNames(join(folder, 'names'));
  }

  /** Makes what all runs use, and the first setup. */
  async begin(): Promise<void> {
    mkdirSync(this.#folders.pipes);
    mkdirSync(this.#folders.workspace);
    await prepareOwnHost(this.#shell);
    await this.#shell.run(pipesCommand([this.#folders.pipes]));
    await this.#names.show(this.#shell);
    await this.#makeReady();
  }

  /** Serves a message. */
  async serve(message: ToAgent): Promise<void> {
    switch (message.type) {
      case 'run':
        await this.#serveRun(message);
        return this.#makeReady();
      case 'build':
        await this.#removePrepared();
        send({
          type: 'built',
          result: await build(this.#shell, message.request, message.tools, this.#folders),
        });
        return this.#makeReady();
      case 'stop':
        this.#isStopped = true;
        return this.#running?.stop();
      case 'input': {
        await this.#coming;
        const isTaken = (await this.#running?.input(message.actor, message.bytes)) === true;
        return send({ type: 'typed', id: message.id, isTaken });
      }
      case 'close-input':
        await this.#coming;
        return void (await this.#running?.closeInput(message.actor));
    }
  }

  async #serveRun({ request, dropMatches, tools, isLive }: Extract<ToAgent, { type: 'run' }>): Promise<void> {
    this.#isStopped = false;
    const prepared = this.#prepared;
    this.#prepared = undefined;
    let onCome = (): void => {};
    this.#coming = new Promise<void>((resolve) => (onCome = resolve));
    const setup = await this.#setUp(request.scene, prepared);
    if (setup.network.kind === 'wire') this.#expected = hostsOf(request.scene);
    try {
      const folders = await makeFolders(this.#shell, programsOf(request.scene.actors), this.#folders);
      try {
        this.#names.write(setup.network);
        const isShared = request.scene.actors.some(
          ({ kind, host }) => kind === 'program' && host === ownHost(request.scene),
        );
        // A program must not find its port taken by a connection of an earlier run.
        if (isShared) await clearTimeWait(this.#shell);
        this.#running = new Run({ setup, request, dropMatches, tools, folders, isLive, onNews: send });
        onCome();
        if (this.#isStopped) this.#running.stop();
        const report = await this.#running.report;
        // A scene on lo leaves its routes.
        const isClean = setup.network.kind === 'wire' && (!isShared || (await clearTimeWait(this.#shell)));
        send({ type: 'ran', report, isClean });
      } finally {
        this.#running = undefined;
        await folders.remove();
      }
    } finally {
      onCome();
      // After the answer, so that only the next run has to wait for it.
      await setup.remove();
    }
  }

  #setUp(scene: Scene, prepared: ReadySetup | undefined): Promise<Setup> {
    return setupFor(this.#shell, prepared, scene, this.#folders.workspace);
  }

  async #removePrepared(): Promise<void> {
    const setup = this.#prepared;
    this.#prepared = undefined;
    await setup?.remove();
  }

  async #makeReady(): Promise<void> {
    this.#prepared ??= await makeReadySetup(this.#shell, this.#folders.workspace, this.#expected);
    send({ type: 'ready' });
  }
}

function send(message: FromAgent): void {
  process.send?.(message);
}

function sendFailure(error: unknown): void {
  // A stack trace shows where in our code; for a tool that failed, its own message says more.
  const text =
    error instanceof Error && !(error instanceof ToolError) ? (error.stack ?? error.message) : undefined;
  send({ type: 'failed', message: text ?? (error instanceof Error ? error.message : String(error)) });
}

/**
 * Serves the bench until the channel to it closes.
 * @param folder this agent's own folder, which the bench made for it
 */
export async function runAgent(folder: string): Promise<void> {
  const agent = new Agent(folder);
  process.on('message', (message) => void agent.serve(message as ToAgent).catch(sendFailure));
  process.on('disconnect', () => process.exit());
  if (!process.connected) process.exit(); // the bench went away while this agent was starting
  await agent.begin().catch(sendFailure);
}
