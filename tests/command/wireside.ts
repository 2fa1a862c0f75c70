/** Runs the command `wireside` as it was built, and returns what it printed. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** The workspace. */
export const ROOT = join(import.meta.dirname, '../..');
/** The command, built. */
export const MAIN = join(ROOT, 'cli/dist/main.js');
/** Sample programs of the part packetization. */
export const SAMPLES = join(ROOT, 'labs/sockets/packetization/samples');
/** Milliseconds that a test may take on a busy machine. */
export const TIMEOUT = 360_000;

/** How a command ended, and what it printed. */
export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that was started. */
export interface Command {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  readonly texts: { readonly stdout: string; readonly stderr: string };
  readonly said: Promise<Said>;
}

/**
 * Starts a command. Of our environment it gets only PATH, so that it prints the same on every machine.
 * @param stdin whether its standard input is empty, or what the test types
 */
export function start(
  words: readonly string[],
  environment: Record<string, string> = {},
  stdin: 'ignore' | 'pipe' = 'ignore',
): Command {
  const [file = '', ...args] = words;
  const child = spawn(file, args, {
    cwd: ROOT,
    stdio: [stdin, 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', LC_ALL: 'C.UTF-8', ...environment },
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
  const said = new Promise<Said>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...texts }));
  });
  return { child, texts, said };
}

/** Runs `wireside` with these words to its end. */
export function wireside(...words: string[]): Promise<Said> {
  return start([process.execPath, MAIN, ...words]).said;
}

/** Runs a bash script in which `wireside` is the command. */
export function inBash(script: string, environment: Record<string, string> = {}): Promise<Said> {
  const named = `wireside() { "${process.execPath}" "${MAIN}" "$@"; }; set -o pipefail; ${script}`;
  return start(['bash', '-c', named], environment).said;
}
