/** Runs the command `wireside` as it was built, and gives what it said. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');
export const MAIN = join(ROOT, 'cli/dist/main.js');
export const SAMPLES = join(ROOT, 'labs/sockets/packetization/samples');
/** Machines that run tests do other things too. ms. */
export const PATIENCE = 90_000;

export interface Said {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Command {
  child: ChildProcess;
  said: Promise<Said>;
}

/** Starts a command with only so much of our environment that it finds its tools and says the same everywhere. */
export function start(words: readonly string[], environment: Record<string, string> = {}): Command {
  const [file = '', ...args] = words;
  const child = spawn(file, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', LC_ALL: 'C.UTF-8', ...environment },
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
  const said = new Promise<Said>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...texts }));
  });
  return { child, said };
}

/** Runs `wireside` with these words to its end. */
export function wireside(...words: string[]): Promise<Said> {
  return start([process.execPath, MAIN, ...words]).said;
}

/** The same in bash, where `wireside` in the script is the command. */
export function inBash(script: string, environment: Record<string, string> = {}): Promise<Said> {
  const named = `wireside() { "${process.execPath}" "${MAIN}" "$@"; }; set -o pipefail; ${script}`;
  return start(['bash', '-c', named], environment).said;
}
