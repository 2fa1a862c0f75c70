/** What the tests of the bench share: a bench, tiny programs, and requests with defaults. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Model, ProgramDescription, RunDescription, RunEnd, Trace } from '@wireside/trace';
import { readModel } from '@wireside/trace/node';
import { afterAll, beforeAll } from 'vitest';
import { Bench } from './bench.ts';
import type { BenchOptions, FinishedRun, RunOptions } from './bench.ts';
import { ENVIRONMENT } from './languages.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { Limits, PeerActor, Program, ProgramActor, RunRequest, Scene, SceneHost } from './request.ts';
import { WHY_NO_NAMESPACES } from './testing.ts';
import { findTool } from './tool-path.ts';

/** A run takes much less than a second on an idle machine; a machine that runs tests is not idle. ms. */
export const TEST_TIMEOUT = 240_000;

/** Why there is no tshark; undefined where there is one. */
export const WHY_NO_TSHARK: string | undefined =
  findTool('tshark') === undefined ? 'tshark is not installed' : undefined;

/** A run that is over. The rest is about its first program. */
export interface Observed {
  readonly folder: string;
  readonly run: RunDescription;
  readonly model: Model;
  readonly trace: Trace;
  readonly program: ProgramDescription;
  readonly ended: RunEnd | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a test sets of a program. */
type WantedProgram = Partial<Omit<ProgramActor, 'limits' | 'program' | 'kind'>> & {
  readonly limits?: Partial<Limits>;
};

/** A program as the actor `client` on the host `client`, with other values for what is set. */
export function programActor(program: Program, wanted: WantedProgram = {}): ProgramActor {
  return {
    kind: 'program',
    name: 'client',
    host: 'client',
    program,
    arguments: [],
    input: new Uint8Array(0),
    ...wanted,
    limits: { ...DEFAULT_LIMITS, ...wanted.limits },
  };
}

/** A peer on the host `server`, with other values for what is set. Its name is that of the catalog. */
export function peerActor(
  peer: string,
  options: Readonly<Record<string, unknown>> = {},
  wanted: Partial<PeerActor> = {},
): PeerActor {
  return { kind: 'peer', name: peer, host: 'server', peer, options, ...wanted };
}

/** A scene with defaults for everything that is not set: the hosts are those that the actors name. */
export function scene(wanted: Partial<Scene> & Pick<Scene, 'actors'>): Scene {
  const names = [...new Set(['server', 'client', ...wanted.actors.map(({ host }) => host)])];
  const isLocalhost = wanted.actors.every(({ host }) => host === 'localhost');
  const hosts = (isLocalhost ? ['localhost'] : names).map((name): SceneHost => ({ name, names: [] }));
  return { hosts, steps: [], impairments: [], ...wanted };
}

/** What a test sets of a request with one program. */
type Wanted = WantedProgram & {
  readonly network?: 'wire' | 'localhost';
  /** More names of the host of the peers. */
  readonly names?: readonly string[];
  /** Per cent. */
  readonly loss?: number;
  readonly peers?: readonly { readonly name: string; readonly options: Readonly<Record<string, unknown>> }[];
  readonly seed?: string;
};

/** A request of one program and its peers, with defaults for everything that is not set. */
export function request(
  program: Program,
  { network = 'wire', names = [], loss = 0, peers = [], seed = 'seed', ...wanted }: Wanted = {},
): RunRequest {
  const host = network === 'wire' ? {} : { host: 'localhost' };
  const number = new Map<string, number>();
  const actors = [
    ...peers.map(({ name, options }) => {
      const count = (number.get(name) ?? 0) + 1;
      number.set(name, count);
      return peerActor(name, options, { ...host, ...(count === 1 ? {} : { name: `${name}-${count}` }) });
    }),
    programActor(program, { ...wanted, ...host }),
  ];
  const impairments = loss === 0 ? [] : [{ kind: 'loss' as const, percent: loss }];
  const made = scene({ actors, impairments });
  const [first, ...rest] = made.hosts;
  return { seed, scene: { ...made, hosts: [{ ...first!, names }, ...rest] } };
}

/** A program of one Python script. */
export function python(text: string): Program {
  const file = { path: 'program.py', bytes: Buffer.from(text), executable: false };
  return { files: [file], command: ['python3', 'program.py'], environment: { ...ENVIRONMENT } };
}

/** A program of one bash script, which has /dev/tcp; its arguments are $1, $2 and so on. */
export function bash(text: string): Program {
  return { files: [], command: ['bash', '-c', text, 'program'], environment: { ...ENVIRONMENT } };
}

/** Python that defines talk(host, command, family): it sends the command to port 5003 and returns everything it receives. */
export const TALK = `
import socket
def talk(host, command=b'CMD_short:0', family=socket.AF_INET):
    data = b''
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.connect((host, 5003))
        connection.sendall(command)
        while piece := connection.recv(4096):
            data += piece
    return data
`;

/** One bench and one folder for all tests of a file. After them, the bench is closed and the folder removed. */
export class TestBench {
  #bench: Bench | undefined;
  #folder = '';
  #runs = 0;

  constructor(options: BenchOptions = {}) {
    beforeAll(() => {
      this.#folder = mkdtempSync(join(tmpdir(), 'wireside-test-'));
      if (WHY_NO_NAMESPACES === undefined) this.#bench = Bench.open(options);
    });
    afterAll(async () => {
      await this.#bench?.close();
      rmSync(this.#folder, { recursive: true, force: true });
    });
  }

  /** The bench. */
  get bench(): Bench {
    if (this.#bench === undefined) throw new Error('there is no bench here');
    return this.#bench;
  }

  /** The path of a new folder for the next run. */
  nextFolder(): string {
    return join(this.#folder, `run-${++this.#runs}`);
  }

  /** Runs a program to its end, and reads its trace. */
  async run(program: Program, wanted: Wanted = {}): Promise<Observed> {
    return this.play(request(program, wanted));
  }

  /** Plays a scene to its end, and reads its trace. */
  async play(asked: RunRequest, options: RunOptions = {}): Promise<Observed> {
    const folder = this.nextFolder();
    return observed(folder, await this.bench.run(asked, folder, options));
  }
}

/** A run that is over, as the tests look at it: the trace is the one on disk. */
export function observed(folder: string, { description }: FinishedRun): Observed {
  const model = readModel(folder);
  const { program, trace } = model;
  const text = (stream: 'stdout' | 'stderr'): string => Buffer.from(model.output(stream).bytes).toString();
  const { ended } = program;
  return {
    folder,
    run: description,
    model,
    trace,
    program,
    ended,
    stdout: text('stdout'),
    stderr: text('stderr'),
  };
}
