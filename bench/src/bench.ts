/** The bench: agents booted ahead, each of which runs one program at a time on a network of its own. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parsePeerOptions } from '@wireside/peers';
import { type RunDescription, TRACE_VERSION, TraceWriter } from '@wireside/trace';
import { AgentProcess, agentFolder, BenchError } from './agent-process.ts';
import type { BuildRequest, BuildResult } from './agent/messages.ts';
import { annotate } from './annotate.ts';
import { Headroom, mostRuns } from './headroom.ts';
import { BUILD_LIMITS } from './limits.ts';
import { makeOwnFolder } from './own-folder.ts';
import { reachable } from './reachable.ts';
import type { RunRequest } from './request.ts';
import { buildTools, runTools, toolVersions } from './tools.ts';

/** Runs that an agent serves before another takes its place. */
const RUNS_AN_AGENT = 200;
/** What the bench itself may need beyond a run's own wall limit before it counts as broken. ms. */
const PATIENCE = 60_000;

export interface BenchOptions {
  /** Runs at once at the most; what the machine bears unless said otherwise. */
  parallel?: number;
}

interface Waiting {
  resolve(agent: AgentProcess): void;
  reject(error: unknown): void;
}

export class Bench {
  readonly #folder: string;
  readonly #node: string;
  readonly #script: string;
  readonly #headroom = new Headroom();
  readonly #parallel: number | null;
  readonly #idle: AgentProcess[] = [];
  readonly #all = new Set<AgentProcess>();
  readonly #waiting: Waiting[] = [];
  #running = 0;
  #agents = 0;
  #retry: NodeJS.Timeout | null = null;
  #closed = false;

  private constructor(options: BenchOptions) {
    this.#folder = makeOwnFolder();
    this.#node = reachable(process.execPath, this.#folder);
    this.#script = join(reachable(agentBundle(), this.#folder), 'agent.mjs');
    this.#parallel = options.parallel ?? null;
    process.once('exit', this.#removeFolder); // agents end by themselves when this process does
  }

  /** Opens a bench with one agent booting. @throws BenchError when this machine has no agent's script built. */
  static open(options: BenchOptions = {}): Bench {
    const bench = new Bench(options);
    bench.#idle.push(bench.#boot());
    return bench;
  }

  /** Runs at once at the most. */
  get parallel(): number {
    return this.#parallel ?? mostRuns();
  }

  /** Resolves when an agent is ready. @throws BenchError with the reason when this machine cannot have one. */
  async ready(): Promise<void> {
    const agent = await this.#take();
    this.#give(agent, true);
  }

  /**
   * Runs a program once and leaves its trace in `folder`. Faults of the bench are in the description, which is
   * then inconclusive; a rejection means that there is no trace at all.
   * @throws PeerOptionError for a peer or an option of it that there is not; TraceError when `folder` holds something
   * else than a run; the signal's reason when it came before the run began.
   * @param signal ends the program early; the run then comes to its ordinary end.
   */
  async run(request: RunRequest, folder: string, signal?: AbortSignal): Promise<RunDescription> {
    for (const { name, options } of request.peers) parsePeerOptions(name, options);
    signal?.throwIfAborted();
    const agent = await this.#take();
    let writer: TraceWriter | null = null;
    let reusable = true;
    const stop = (): void => agent.stop();
    try {
      signal?.throwIfAborted();
      writer = new TraceWriter(folder);
      const into = writer;
      const begun = describe(request);
      into.describe(begun);
      for (const file of request.program.files) into.replace(join('program', file.path), file.bytes);
      reusable = false;
      signal?.addEventListener('abort', stop);
      const answer = await agent.ask(
        { type: 'run', request, tools: runTools(this.#folder) },
        request.limits.wall * 1000 + PATIENCE,
        {
          onBegun: (setting) => into.describe({ ...begun, ...setting }),
          onAppend: (file, bytes) => into.append(file, bytes),
        },
      );
      if (answer.type !== 'ran') throw new BenchError('the agent answered something else');
      const description: RunDescription = { ...begun, ...answer.report };
      into.describe(description);
      annotate(into);
      // A run on the agent's own host leaves TIME_WAIT there; the next run must not meet it.
      reusable = request.network === 'wire' && description.faults.length === 0;
      return description;
    } finally {
      signal?.removeEventListener('abort', stop);
      writer?.close();
      this.#give(agent, reusable);
    }
  }

  /** Compiles a program in the sandbox. */
  async build(request: BuildRequest): Promise<BuildResult> {
    const agent = await this.#take();
    let reusable = false;
    try {
      const answer = await agent.ask(
        { type: 'build', request, tools: buildTools(this.#folder) },
        BUILD_LIMITS.wall * 1000 + PATIENCE,
      );
      if (answer.type !== 'built') throw new BenchError('the agent answered something else');
      reusable = answer.result.faults.length === 0;
      return answer.result;
    } finally {
      this.#give(agent, reusable);
    }
  }

  /** Ends everything, also what is running; nothing of the bench is left when this resolves. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    for (const waiting of this.#waiting.splice(0)) waiting.reject(new BenchError('the bench was closed'));
    await Promise.all([...this.#all].map((agent) => agent.close()));
    process.removeListener('exit', this.#removeFolder);
    this.#removeFolder();
  }

  readonly #removeFolder = (): void => rmSync(this.#folder, { recursive: true, force: true });

  #boot(): AgentProcess {
    const agent = new AgentProcess(this.#node, this.#script, agentFolder(this.#folder, ++this.#agents));
    this.#all.add(agent);
    return agent;
  }

  #take(): Promise<AgentProcess> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new BenchError('the bench was closed');
      this.#waiting.push({ resolve, reject });
      this.#serve();
    });
  }

  #give(agent: AgentProcess, reusable: boolean): void {
    this.#running--;
    if (reusable && agent.served < RUNS_AN_AGENT) this.#idle.push(agent);
    else {
      this.#all.delete(agent);
      void agent.close();
    }
    this.#serve();
  }

  /** Hands agents to those who wait, as far as the machine allows. */
  #serve(): void {
    while (this.#waiting.length > 0 && !this.#closed) {
      const room =
        this.#parallel === null ? this.#headroom.allows(this.#running) : this.#running < this.#parallel;
      if (!room) {
        // The load changes without telling anybody.
        this.#retry ??= setTimeout(() => {
          this.#retry = null;
          this.#serve();
        }, 100);
        return;
      }
      const agent = this.#idle.shift() ?? this.#boot();
      const { resolve, reject } = this.#waiting.shift() as Waiting;
      this.#running++;
      agent.ready().then(
        () => resolve(agent),
        (error) => {
          this.#give(agent, false);
          reject(error);
        },
      );
    }
  }
}

/** The folder of the agent's few files, since start-up counts; made by the build beside this module, or in dist/ of a checkout. */
function agentBundle(): string {
  const here = fileURLToPath(new URL('./bundle', import.meta.url));
  const built = fileURLToPath(new URL('../dist/bundle', import.meta.url));
  const folder = [here, built].find((each) => existsSync(join(each, 'agent.mjs')));
  if (folder === undefined) throw new BenchError('the agent is not built: run npm run build');
  return folder;
}

function describe(request: RunRequest): RunDescription {
  const started = { realtime: Date.now() * 1000, monotonic: 0 };
  return {
    version: TRACE_VERSION,
    id: `${new Date().toISOString().replaceAll(/[-:.]/g, '')}-${Math.random().toString(36).slice(2, 8)}`,
    command: [...request.program.command, ...request.arguments],
    files: request.program.files.map((file) => file.path),
    ...(request.case === undefined ? {} : { case: request.case }),
    seed: request.seed,
    network: request.network,
    hosts: [],
    peers: [],
    started,
    limits: { ...request.limits },
    environment: request.program.environment,
    faults: [],
    tools: toolVersions(),
  };
}
