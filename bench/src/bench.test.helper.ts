/** What the tests of the bench share: a bench, tiny programs, requests with all that a test does not care about. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputBytes, readTrace, type RunDescription, type Trace } from '@wireside/trace';
import { afterAll, beforeAll } from 'vitest';
import { Bench, type BenchOptions } from './bench.ts';
import { ENVIRONMENT } from './languages.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { Limits, Program, RunRequest } from './request.ts';
import { WHY_NO_NAMESPACES } from './testing.ts';
import { findTool } from './tool-path.ts';

/** A whole run takes well under a second where nobody else computes; here others do. ms. */
export const PATIENCE = 60_000;

/** Why there is no tshark to ask, null where there is one. */
export const WHY_NO_TSHARK: string | null = findTool('tshark') === null ? 'tshark is not installed' : null;

/** A run that is over. */
export interface Observed {
  folder: string;
  run: RunDescription;
  trace: Trace;
  stdout: string;
  stderr: string;
}

type Wishes = Partial<Omit<RunRequest, 'limits' | 'program'>> & { limits?: Partial<Limits> };

export function request(program: Program, wishes: Wishes = {}): RunRequest {
  return {
    program,
    arguments: [],
    input: new Uint8Array(0),
    network: 'wire',
    names: [],
    loss: 0,
    peers: [],
    seed: 'seed',
    ...wishes,
    limits: { ...DEFAULT_LIMITS, ...wishes.limits },
  };
}

/** A program that is one script. */
export function python(text: string): Program {
  const file = { path: 'program.py', bytes: Buffer.from(text), executable: false };
  return { files: [file], command: ['python3', 'program.py'], environment: { ...ENVIRONMENT } };
}

/** The same for bash, which has /dev/tcp; its arguments are $1, $2 and so on. */
export function bash(text: string): Program {
  return { files: [], command: ['bash', '-c', text, 'program'], environment: { ...ENVIRONMENT } };
}

/** Python that defines talk(family, host, command): sends the command to port 5003 and returns all that comes. */
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

/** One bench for the tests of a file, which is closed after them; and a folder, which is removed. */
export class TestBench {
  #bench: Bench | null = null;
  #folder = '';
  #runs = 0;

  constructor(options: BenchOptions = {}) {
    beforeAll(() => {
      this.#folder = mkdtempSync(join(tmpdir(), 'wireside-test-'));
      if (WHY_NO_NAMESPACES === null) this.#bench = Bench.open(options);
    });
    afterAll(async () => {
      await this.#bench?.close();
      rmSync(this.#folder, { recursive: true, force: true });
    });
  }

  get bench(): Bench {
    if (this.#bench === null) throw new Error('there is no bench here');
    return this.#bench;
  }

  /** The name of a folder for the next run. */
  nextFolder(): string {
    return join(this.#folder, `run-${++this.#runs}`);
  }

  /** Runs a program to its end, and reads what it left. */
  async run(program: Program, wishes: Wishes = {}): Promise<Observed> {
    const folder = this.nextFolder();
    const run = await this.bench.run(request(program, wishes), folder);
    return observed(folder, run);
  }
}

export function observed(folder: string, run: RunDescription): Observed {
  const trace = readTrace(folder);
  const text = (stream: 'stdout' | 'stderr'): string =>
    Buffer.from(outputBytes(trace.output, stream).bytes).toString();
  return { folder, run, trace, stdout: text('stdout'), stderr: text('stderr') };
}
