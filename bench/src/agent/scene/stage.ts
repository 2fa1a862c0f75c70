/** The stage of a run: starts programs and peers on their hosts, and records what they do. */
import type { CallRecord, RunEnd } from '@wireside/trace';
import type { PeerActor, ProgramActor, RunRequest, SceneActor } from '../../request.ts';
import { programsOf } from '../../scene-parts.ts';
import { givenRole } from '../../scene-peers.ts';
import { Counter } from '../../strace/counter.ts';
import type { PacketEnds } from '../../strace/own-sockets.ts';
import { realtime } from '../clock.ts';
import type { RunNews } from '../messages.ts';
import type { Network } from '../network.ts';
import { RunningProgram } from '../program.ts';
import type { ProgramResult } from '../program.ts';
import { sandboxCommand } from '../sandbox.ts';
import { waitUntilRead } from '../wait.ts';
import { fillWorkspace } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';
import type { Cast } from './cast.ts';
import { ClientLimits } from './client-limits.ts';
import { Engine } from './engine.ts';
import type { SceneEvent, Stage } from './engine.ts';
import type { SceneFolders } from './folders.ts';
import { PeersOnHosts } from './peers-on-hosts.ts';
import { ProgramOnHost } from './program-on-host.ts';
import { Recording } from './recording.ts';
import type { RunningActor } from './running-actor.ts';
import { settle } from './settle.ts';

/** What a stage needs. */
export interface StageOptions {
  readonly network: Network;
  readonly request: RunRequest;
  readonly interfaces: readonly string[];
  /** Files to show in the sandbox: path inside to path outside. */
  readonly tools: Readonly<Record<string, string>>;
  readonly folders: SceneFolders;
  readonly cast: Cast;
  readonly isLive: boolean;
  onNews(news: RunNews): void;
  /** The servers without a condition listen; the other actors are about to start. */
  onSet(): Promise<void>;
  /** What run.json says of an actor has changed. */
  onCast(): void;
}

/** Where a scene is played. */
export class RunStage implements Stage {
  readonly engine: Engine;
  readonly recording: Recording;
  /** Faults of the bench. */
  readonly faults: string[] = [];
  /** Which actors never started, as sentences. */
  readonly missing: string[] = [];
  readonly #options: StageOptions;
  readonly #peers: PeersOnHosts;
  readonly #clientLimits: ClientLimits;
  readonly #programs = new Map<string, RunningProgram>();
  readonly #workspaces = new Map<string, Promise<Workspace>>();
  readonly #numbers = new Counter();
  /** When anything was last recorded, µs since the epoch. */
  #lastRecord = 0;

  constructor(options: StageOptions) {
    const { network, request } = options;
    this.#options = options;
    this.recording = new Recording({
      ...options,
      onLine: (actor, line) => this.engine.printed(actor, line),
    });
    this.engine = new Engine(request.scene, this, givenRole);
    const processes = network.hosts.map(({ process }) => process);
    this.#peers = new PeersOnHosts(network, request.seed, {
      event: (actor, event) => {
        this.recording.peerEvent(actor, event);
        if (event.event === 'accept') this.recording.socketsWithin('accept');
        if (event.event === 'accept' || event.event === 'connect') this.engine.happened();
      },
      message: (actor, message) => this.recording.message(actor, message),
      secrets: (line) => this.recording.lanes.secrets(line),
      output: (actor, stream, bytes) => this.recording.clientOutput(actor, stream, bytes),
      ended: (actor, end) => this.#peerEnded(actor, end),
      read: (ends) => waitUntilRead(ends, processes),
      failed: (fault) => {
        this.faults.push(fault);
        this.engine.end();
      },
    });
    this.#clientLimits = new ClientLimits(
      programsOf(request.scene.actors)[0]?.limits,
      () => this.#lastActivity(),
      (name) => this.#peers.interrupt(request.scene.actors.find((actor) => actor.name === name)!),
    );
  }

  /** Prepares what takes time: host runners, and the workspaces of programs. */
  async prepare(): Promise<void> {
    const { actors } = this.#options.request.scene;
    this.#peers.prepare(actors.filter((actor) => actor.kind === 'peer'));
    for (const actor of programsOf(actors)) this.#workspaces.set(actor.name, this.#fillWorkspace(actor));
    await Promise.all(this.#workspaces.values());
  }

  /** A packet was captured. */
  packet(transport: PacketEnds): void {
    this.#lastRecord = realtime();
    for (const program of this.#programs.values()) program.sawPacket(transport);
  }

  /** Ends the peers. Resolves when their last connection is closed. */
  async closePeers(): Promise<void> {
    this.#clientLimits.end();
    await this.#peers.close();
  }

  async start(actor: SceneActor): Promise<RunningActor | undefined> {
    const running = actor.kind === 'program' ? await this.#startProgram(actor) : await this.#startPeer(actor);
    this.#options.onCast();
    return running;
  }

  onSet(): Promise<void> {
    return this.#options.onSet();
  }

  setWire(host: string, state: 'down' | 'up'): Promise<void> {
    return this.#options.network.setWire(host, state);
  }

  settle(): Promise<void> {
    const processes = this.#options.network.hosts.map(({ process }) => process);
    return settle(
      processes,
      () => realtime() - Math.max(this.#lastRecord, this.recording.lastPeerActivity),
      () => [...this.#programs.values()].some(({ isBusy }) => isBusy),
    );
  }

  record(event: SceneEvent): void {
    this.recording.event(event);
  }

  neverStarted(text: string): void {
    this.missing.push(text);
  }

  /** When anything of the scene was last active, µs since the epoch; now, while a pause of the scene is under way. */
  #lastActivity(except?: string): number {
    if (this.engine.isPausing) return realtime();
    let last = this.recording.lastPeerActivity;
    for (const [name, program] of this.#programs) {
      if (name !== except) last = Math.max(last, program.lastActivity);
    }
    return last;
  }

  #fillWorkspace(actor: ProgramActor): Promise<Workspace> {
    const { network, folders, request } = this.#options;
    const host = request.scene.hosts.find(({ name }) => name === actor.host)!;
    return fillWorkspace(
      network.shell,
      folders.of(actor.name).workspace,
      actor,
      host,
      network.hosts.map(({ description }) => description),
      { nameServer: network.nameServer, localhost: host.localhost ?? 'both', first: host.first ?? 'ipv4' },
    );
  }

  async #startProgram(actor: ProgramActor): Promise<RunningActor> {
    const { network, tools, folders, cast } = this.#options;
    const { name, program, limits, input } = actor;
    const host = network.host(actor.host);
    const workspace = await this.#workspaces.get(name)!;
    const command = [...program.command, ...actor.arguments];
    cast.learn(name, { startedAt: realtime() });
    const running = new RunningProgram({
      actor: name,
      pipes: folders.of(name).pipes,
      workspace,
      shell: host.shell,
      sandbox: sandboxCommand({
        ...workspace,
        program,
        limits,
        tools,
        hasNetwork: true,
        hostname: actor.host,
      }),
      command,
      input,
      limits,
      isTraced: true,
      numbers: this.#numbers,
      onCall: (record) => this.#call(record),
      onOutput: (record) => {
        this.#lastRecord = realtime();
        this.recording.output(record);
      },
      onLine: (_, line) => this.engine.printed(name, line),
      otherActivity: () => this.#lastActivity(name),
    });
    this.#programs.set(name, running);
    const ended = running.result.then((result) => this.#programEnded(name, result));
    return new ProgramOnHost({ program: running, host: host.process, hasInput: input === 'open', ended });
  }

  #call(record: CallRecord): void {
    this.#lastRecord = realtime();
    this.recording.lanes.record('calls', record);
    const { kind } = record;
    if (kind === 'accept' || kind === 'listen') {
      if (record.ret !== undefined && record.ret >= 0) {
        this.recording.socketsWithin(kind === 'accept' ? 'accept' : 'listening');
      }
    } else if (kind !== 'bind') return;
    this.engine.happened();
  }

  async #programEnded(name: string, result: ProgramResult): Promise<RunEnd> {
    const { cast, onNews, onCast } = this.#options;
    const { end, usage, faults, secrets, wrote } = result;
    const { actors } = this.#options.request.scene;
    const prefix = programsOf(actors).length > 1 ? `${name}: ` : '';
    this.faults.push(...faults.map((fault) => `${prefix}${fault}`));
    if (secrets !== undefined && secrets !== '') this.recording.lanes.secrets(secrets);
    for (const { path, bytes } of wrote) onNews({ type: 'file', actor: name, path, bytes });
    const files = wrote.length === 0 ? {} : { wrote: wrote.map(({ path }) => path) };
    cast.learn(name, { ended: end, usage, role: this.engine.roleOf(name), ...files });
    this.#programs.delete(name);
    onCast();
    return end;
  }

  async #startPeer(actor: PeerActor): Promise<RunningActor | undefined> {
    const { cast } = this.#options;
    const { name } = actor;
    const startedAt = realtime();
    try {
      const { running, address, options } = await this.#peers.start(actor);
      cast.learn(name, { startedAt, options, ...address });
      if (running.role === 'client') this.#clientLimits.watch(name);
      return running;
    } catch (error) {
      // A server that cannot listen: what is judged by it would be judged without it.
      this.faults.push(`${name} did not start: ${(error as Error).message}`);
      return undefined;
    }
  }

  #peerEnded(name: string, { at, ...end }: RunEnd): RunEnd {
    const { cast, onCast } = this.#options;
    this.recording.endClient(name);
    const limit = this.#clientLimits.ended(name);
    const ended: RunEnd = limit === undefined ? { ...end, at } : { reason: 'limit', limit, at };
    cast.learn(name, { ended });
    onCast();
    return ended;
  }
}
