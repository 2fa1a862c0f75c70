/** Runs programs in an agent of their own, for tests: the agent without networks, peers and captures. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallRecord } from '@wireside/trace';
import { dropPrivileges, ENTER_NAMESPACES, UNPRIVILEGED_USER } from '../privilege.ts';
import type { InPlace, Limits } from '../request.ts';
import { TOOL_PATH } from '../tool-path.ts';
import type { ProgramResult } from './program.ts';

/** A program of a test. */
export interface TestProgram {
  readonly name: string;
  readonly command: readonly string[];
  /** Absent: it stays open. */
  readonly input?: string;
  readonly limits?: Partial<Limits>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly inPlace?: InPlace;
  /** What happens when it prints a line: to a program, by its index. */
  readonly reactions?: readonly {
    readonly line: string;
    readonly target: number;
    readonly type?: string;
    readonly closes?: boolean;
    readonly signal?: string;
    readonly stops?: boolean;
  }[];
}

/** What became of it. */
export interface EndedProgram extends Omit<ProgramResult, 'wrote'> {
  readonly wrote: readonly (readonly [path: string, text: string])[];
  readonly calls: readonly CallRecord[];
  readonly output: string;
  readonly isListening: boolean;
  readonly hasConnected: boolean;
  readonly accepted: number;
}

/** Runs programs at once, and waits for the end of all. */
export async function runPrograms(programs: readonly TestProgram[]): Promise<readonly EndedProgram[]> {
  const folder = mkdtempSync(join(tmpdir(), 'wireside-test-'));
  try {
    chmodSync(folder, 0o755);
    const script = join(folder, 'agent.mjs');
    bundle(join(import.meta.dirname, 'program.test.agent.ts'), script);
    const own = join(folder, 'own');
    mkdirSync(own);
    if (process.getuid?.() === 0) chownSync(own, UNPRIVILEGED_USER, UNPRIVILEGED_USER);
    const [file = '', ...args] = [...dropPrivileges(), ...ENTER_NAMESPACES, process.execPath, script, own];
    const child = spawn(file, args, { env: { PATH: TOOL_PATH, LC_ALL: 'C' }, cwd: '/' });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.stdin.end(JSON.stringify(programs));
    await once(child, 'close');
    if (output === '') throw new Error(errors);
    return JSON.parse(output) as EndedProgram[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function bundle(entry: string, outfile: string): void {
  const esbuild = createRequire(import.meta.url)('esbuild') as {
    buildSync(options: Readonly<Record<string, unknown>>): void;
  };
  esbuild.buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['source'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
}
