/** One run, from its request to its report: the impairments, the name server, the scene, and the end of the capture. */
import { setTimeout as pause } from 'node:timers/promises';
import type { RunRequest } from '../request.ts';
import { monotonic, realtime } from './clock.ts';
import { transportOf } from './frames.ts';
import { ImpairmentError, startImpairments } from './impairments.ts';
import type { RunNews, RunReport, RunSetting } from './messages.ts';
import { startNameServer } from './name-server.ts';
import { Cast } from './scene/cast.ts';
import type { SceneFolders } from './scene/folders.ts';
import type { RunningActor } from './scene/running-actor.ts';
import { RunStage } from './scene/stage.ts';
import type { Setup } from './setup.ts';
import { waitUntilIdle } from './wait.ts';

/** How often input is offered again to an actor that has no room for it, or has not started. ms. */
const INPUT_INTERVAL = 5;

/** What a run needs, and the callback for what happens. */
export interface RunOptions {
  /** The run uses it up. */
  readonly setup: Setup;
  readonly request: RunRequest;
  /** By filter of an impairment: the matches of nft(8) that it stands for. */
  readonly dropMatches: ReadonlyMap<string, readonly string[]>;
  /** Files to show in the sandbox: path inside to path outside. */
  readonly tools: Readonly<Record<string, string>>;
  readonly folders: SceneFolders;
  /** Whether someone sees the output live. */
  readonly isLive: boolean;
  /** Called with what happens while the run is under way. */
  onNews(news: RunNews): void;
}

/** Something that is started with a run, and stopped before its report. */
interface Started<T> {
  stop(): Promise<T>;
}

/** A run under way. */
export class Run {
  /** Resolves when the run is over; rejected only when the bench itself fails. */
  readonly report: Promise<RunReport>;
  readonly #options: RunOptions;
  readonly #cast: Cast;
  readonly #stage: RunStage;
  readonly #started = { realtime: realtime(), monotonic: monotonic() };
  #impairments: Started<RunReport['impairments']> | undefined;
  #nameServer: { close(): Promise<void> } | undefined;
  /** By actor: what is being typed. */
  readonly #inputs = new Map<string, Promise<unknown>>();
  #isSet = false;
  #isOver = false;

  /** Starts the run. */
  constructor(options: RunOptions) {
    const { setup, request } = options;
    const { network, capture } = setup;
    this.#options = options;
    this.#cast = new Cast(request.scene);
    this.#stage = new RunStage({
      ...options,
      network,
      interfaces: capture.interfaces,
      cast: this.#cast,
      onSet: () => this.#set(),
      onCast: () => {
        if (this.#isSet) options.onNews({ type: 'setting', setting: this.#setting() });
      },
    });
    this.report = this.#run();
  }

  /** Ends the scene as Ctrl-C does. */
  stop(): void {
    this.#stage.engine.end();
  }

  /** Types on an actor's standard input as soon as there is room. Returns false when it is closed, or has ended. */
  input(actor: string, bytes: Uint8Array): Promise<boolean> {
    return this.#inTurn(actor, (running) => (running.type(bytes) ? true : undefined));
  }

  /** Closes an actor's standard input, after what was typed. */
  closeInput(actor: string): Promise<boolean> {
    return this.#inTurn(actor, (running) => running.closeInput());
  }

  /** Does something with an actor's standard input, after what came before, until the result is defined. */
  #inTurn(actor: string, action: (running: RunningActor) => boolean | undefined): Promise<boolean> {
    const done = (this.#inputs.get(actor) ?? Promise.resolve()).then(async () => {
      const { engine } = this.#stage;
      while (!this.#isOver) {
        const running = engine.running(actor);
        if (running === undefined ? !engine.isWaiting(actor) : !running.hasInput) return false;
        const result = running === undefined ? undefined : action(running);
        if (result !== undefined) return result;
        await pause(INPUT_INTERVAL);
      }
      return false;
    });
    this.#inputs.set(actor, done);
    return done;
  }

  #setting(): RunSetting {
    const { network } = this.#options.setup;
    return {
      network: network.kind,
      hosts: network.hosts.map(({ description }) => description),
      actors: this.#cast.actors,
      started: this.#started,
    };
  }

  async #run(): Promise<RunReport> {
    const { setup } = this.#options;
    const stage = this.#stage;
    const { recording } = stage;
    const processes = setup.network.hosts.map(({ process }) => process);
    try {
      setup.capture.onPacket((packet, interfaceId, file) => {
        const transport = file === undefined ? transportOf(packet.data) : undefined;
        if (transport !== undefined) stage.packet(transport);
        recording.lanes.packet(packet, interfaceId, file);
      });
      this.#nameServer = await startNameServer(setup.network, (record) => recording.lookup(record));
      await stage.prepare();
      await stage.engine.play();
      const endedAt = realtime();
      recording.sockets('end');
      await waitUntilIdle([...new Set(processes)]);
      await stage.closePeers();
      await this.#closeNameServer();
      const impairments = await this.#stopImpairments();
      await setup.network.plugIn(); // the end of the capture is announced over the wires
      const capture = await setup.capture.finish();
      const missing = [...stage.missing, ...recording.missing()];
      return {
        ...this.#setting(),
        impairments,
        endedAt,
        capture: { ...capture, interfaces: setup.capture.interfaces },
        ...(missing.length === 0 ? {} : { missing }),
        faults: [
          ...stage.faults,
          ...(capture.dropped > 0 ? [`the capture missed ${capture.dropped} packets`] : []),
          ...recording.faults(),
        ],
      };
    } finally {
      this.#isOver = true;
      await this.#stopImpairments();
      await stage.closePeers();
      await this.#closeNameServer();
      recording.lanes.flush();
    }
  }

  /** The servers without a condition listen; the other actors are about to start. */
  async #set(): Promise<void> {
    const { setup, request, dropMatches, onNews } = this.#options;
    try {
      this.#impairments = await startImpairments(setup.network, request, dropMatches);
    } catch (error) {
      if (!(error instanceof ImpairmentError)) throw error;
      this.#stage.faults.push(error.message);
      this.#stage.engine.end();
    }
    this.#stage.recording.sockets('start');
    this.#isSet = true;
    onNews({ type: 'setting', setting: this.#setting() });
  }

  async #stopImpairments(): Promise<RunReport['impairments']> {
    const impairments = this.#impairments;
    this.#impairments = undefined;
    return (await impairments?.stop()) ?? [];
  }

  async #closeNameServer(): Promise<void> {
    const server = this.#nameServer;
    this.#nameServer = undefined;
    await server?.close();
  }
}
