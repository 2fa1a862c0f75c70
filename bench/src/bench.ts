/** The bench: agents that are started in advance, each of which plays one scene at a time on its own network. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Model, OutputStream, RunDescription, SceneRecord } from '@wireside/trace';
import { openModel, TraceWriter } from '@wireside/trace/node';
import { AgentProcess, agentFolder, BenchError } from './agent-process.ts';
import type { BuildRequest, BuildResult, RunNews } from './agent/messages.ts';
import { annotate } from './annotate.ts';
import { describeRun } from './describe.ts';
import { dropMatches } from './drop-filter.ts';
import { Headroom, maxRuns } from './headroom.ts';
import { BUILD_LIMITS, DEFAULT_LIMITS } from './limits.ts';
import { PACKAGE_FOLDER } from './own-package.ts';
import { reachable } from './reachable.ts';
import type { Condition, RunRequest, Scene } from './request.ts';
import { RunControl } from './run-control.ts';
import { checkScene } from './scene-check.ts';
import { keptPath, programsOf } from './scene-parts.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { buildTools, runTools } from './tools.ts';

/** Requests that an agent serves before another one replaces it. */
const MAX_SERVED = 200;
/** How much longer than a scene's limits the bench itself may take before it counts as broken. ms. */
const BENCH_TIMEOUT = 60_000;
/** How often a bench without headroom looks whether it has some again. ms. */
const HEADROOM_INTERVAL = 100;

/** Options of a bench. */
export interface BenchOptions {
  /** Maximum runs in parallel. By default, as many as the load of the machine allows. */
  readonly parallel?: number;
}

/** A run that is over, and that left its trace. */
export interface FinishedRun {
  /** What run.json says. */
  readonly description: RunDescription;
  /** The trace, read and joined. */
  readonly model: Model;
}

/** Options of a run. The callbacks are for what happens while it is under way. */
export interface RunOptions {
  /** Ends the scene as Ctrl-C does: all actors by SIGINT, then by force. The run then ends as usual. */
  readonly signal?: AbortSignal;
  /** The scene is about to begin. The control feeds standard inputs until the run is over. */
  onBegin?(control: RunControl): void;
  /** An actor wrote bytes. */
  onOutput?(actor: string, stream: OutputStream, bytes: Uint8Array): void;
  /** The scene did something. */
  onEvent?(event: Omit<SceneRecord, 'n'>): void;
}

/** A request that waits for an agent. */
interface Waiting {
  resolve(agent: AgentProcess): void;
  reject(error: unknown): void;
}

/** Plays scenes on private networks, and leaves a trace of each run. Close it when it is no longer needed. */
export class Bench {
  readonly #folder: string;
  readonly #node: string;
  readonly #script: string;
  readonly #headroom = new Headroom();
  readonly #parallel: number | undefined;
  readonly #idle: AgentProcess[] = [];
  readonly #all = new Set<AgentProcess>();
  readonly #waiting: Waiting[] = [];
  #running = 0;
  #agents = 0;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  private constructor(options: BenchOptions) {
    const bundle = agentBundle(); // first: where it fails, there is no folder to remove
    this.#folder = makeTemporaryFolder();
    this.#node = reachable(process.execPath, this.#folder);
    this.#script = join(reachable(bundle, this.#folder), 'agent.mjs');
    this.#parallel = options.parallel;
    process.once('exit', this.#removeFolder); // agents exit by themselves when this process does
  }

  /**
   * Opens a bench and starts its first agent.
   * @throws {BenchError} when the agent's script has not been built
   */
  static open(options: BenchOptions = {}): Bench {
    const bench = new Bench(options);
    bench.#idle.push(bench.#startAgent());
    return bench;
  }

  /** Maximum runs in parallel. */
  get parallel(): number {
    return this.#parallel ?? maxRuns();
  }

  /**
   * Resolves when an agent is ready.
   * @throws {BenchError} with the reason when no agent works on this machine
   */
  async ready(): Promise<void> {
    const agent = await this.#take();
    this.#giveBack(agent, true);
  }

  /**
   * Plays a scene once and leaves its trace in `folder`. The trace is read once: what looks at the run next takes the
   * model. Faults of the bench are in the description, and make the run inconclusive. When the promise is rejected,
   * there is no trace at all.
   * @throws {SceneError} for a scene that cannot be played as it is written; {PeerOptionError} for a peer or an option
   * that does not exist; {TraceError} when `folder` contains something other than a run, or cannot be written;
   * {BenchError} when the bench does not work; the signal's reason when it is aborted before the run begins
   */
  async run(request: RunRequest, folder: string, options: RunOptions = {}): Promise<FinishedRun> {
    const { scene } = request;
    const { signal } = options;
    checkScene(scene);
    signal?.throwIfAborted();
    const agent = await this.#take();
    const control = new RunControl(agent);
    let writer: TraceWriter | undefined;
    let isReusable = true;
    const stop = (): void => agent.send({ type: 'stop' });
    try {
      signal?.throwIfAborted();
      const trace = (writer = new TraceWriter(folder));
      const begun = describeRun(request);
      trace.describe(begun);
      keepPrograms(trace, scene);
      isReusable = false;
      const answer = await agent.ask(
        {
          type: 'run',
          request,
          dropMatches: dropMatches(scene),
          tools: runTools(this.#folder),
          isLive: options.onOutput !== undefined,
        },
        longestRun(scene) + BENCH_TIMEOUT,
        (news) => takeNews(news, { trace, begun, control, options }),
        () => {
          signal?.addEventListener('abort', stop);
          if (signal?.aborted === true) stop();
          options.onBegin?.(control);
        },
      );
      if (answer.type !== 'ran') throw unexpected(answer.type);
      const description: RunDescription = { ...begun, ...answer.report };
      trace.describe(description);
      const model = await openModel(folder);
      annotate(trace, model);
      isReusable = answer.isClean && description.faults.length === 0;
      return { description, model };
    } finally {
      signal?.removeEventListener('abort', stop);
      control.end();
      writer?.close();
      this.#giveBack(agent, isReusable);
    }
  }

  /**
   * Compiles a program in the sandbox.
   * @throws {BenchError} when the bench does not work
   */
  async build(request: BuildRequest): Promise<BuildResult> {
    const agent = await this.#take();
    let isReusable = false;
    try {
      const answer = await agent.ask(
        { type: 'build', request, tools: buildTools(this.#folder) },
        BUILD_LIMITS.wall * 1000 + BENCH_TIMEOUT,
      );
      if (answer.type !== 'built') throw unexpected(answer.type);
      isReusable = answer.result.faults.length === 0;
      return answer.result;
    } finally {
      this.#giveBack(agent, isReusable);
    }
  }

  /** Ends everything, runs under way too; nothing of the bench is left when this resolves. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    for (const waiting of this.#waiting.splice(0)) waiting.reject(new BenchError('the bench was closed'));
    await Promise.all([...this.#all].map((agent) => agent.close()));
    process.removeListener('exit', this.#removeFolder);
    this.#removeFolder();
  }

  readonly #removeFolder = (): void => rmSync(this.#folder, { recursive: true, force: true });

  #startAgent(): AgentProcess {
    const agent = new AgentProcess(this.#node, this.#script, agentFolder(this.#folder, ++this.#agents));
    this.#all.add(agent);
    return agent;
  }

  #take(): Promise<AgentProcess> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) throw new BenchError('the bench was closed');
      this.#waiting.push({ resolve, reject });
      this.#serve();
    });
  }

  #giveBack(agent: AgentProcess, isReusable: boolean): void {
    this.#running--;
    if (isReusable && agent.served < MAX_SERVED) this.#idle.push(agent);
    else {
      this.#all.delete(agent);
      void agent.close();
    }
    this.#serve();
  }

  /** Gives agents to waiting requests, as far as the machine allows. */
  #serve(): void {
    while (this.#waiting.length > 0 && !this.#isClosed) {
      if (!this.#mayStart()) {
        // The load changes without any event that could be waited for.
        this.#retry ??= setTimeout(() => {
          this.#retry = undefined;
          this.#serve();
        }, HEADROOM_INTERVAL);
        return;
      }
      const agent = this.#idle.shift() ?? this.#startAgent();
      const { resolve, reject } = this.#waiting.shift()!;
      this.#running++;
      agent.ready().then(
        () => resolve(agent),
        (error) => {
          this.#giveBack(agent, false);
          reject(error);
        },
      );
    }
  }

  #mayStart(): boolean {
    return this.#parallel === undefined
      ? this.#headroom.allows(this.#running)
      : this.#running < this.#parallel;
  }
}

const unexpected = (type: string): BenchError =>
  new BenchError(`the bench's agent gave an unexpected answer: ${type}`);

/** The folder with the agent's script. @throws {BenchError} when it is not built */
function agentBundle(): string {
  const folder = join(PACKAGE_FOLDER, 'dist/bundle');
  if (existsSync(join(folder, 'agent.mjs'))) return folder;
  throw new BenchError('the agent is not built: run npm run build');
}

/** Writes the programs' files into the run folder. */
function keepPrograms(trace: TraceWriter, scene: Scene): void {
  for (const actor of programsOf(scene.actors)) {
    for (const { path, bytes } of actor.program.files) {
      trace.replace(join('program', keptPath(scene, actor, path)), bytes);
    }
  }
}

/** What the news of a run goes to. */
interface NewsTo {
  readonly trace: TraceWriter;
  readonly begun: RunDescription;
  readonly control: RunControl;
  readonly options: RunOptions;
}

function takeNews(news: RunNews, { trace, begun, control, options }: NewsTo): void {
  switch (news.type) {
    case 'setting':
      return trace.describe({ ...begun, ...news.setting });
    case 'append':
      return trace.append(news.file, news.bytes);
    case 'file':
      return trace.replace(join('files', news.actor, news.path), news.bytes);
    case 'output':
      return options.onOutput?.(news.actor, news.stream, news.bytes);
    case 'scene':
      return options.onEvent?.(news.event);
    case 'typed':
      return control.typed(news.id, news.isTaken);
  }
}

/** How long a scene may take by its own limits and pauses, ms: its actors may start one after the other. */
function longestRun({ actors, steps }: Scene): number {
  const pauses = (condition: Condition | undefined): number => {
    if (condition?.event === 'pause') return condition.seconds;
    return condition?.event === 'all' ? sum(condition.of.map(pauses)) : 0;
  };
  const walls = actors.map((actor) => (actor.kind === 'program' ? actor.limits.wall : DEFAULT_LIMITS.wall));
  return (
    1000 *
    sum([...walls, ...actors.map(({ start }) => pauses(start)), ...steps.map(({ when }) => pauses(when))])
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
