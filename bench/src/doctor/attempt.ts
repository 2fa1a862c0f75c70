/** Tries something by running a command, within a bounded time, and keeps its own words when it fails. */
import { spawn } from 'node:child_process';
import { TOOL_PATH } from '../tool-path.ts';

/** How long one attempt may take, ms; on an idle machine each takes some tens. */
export const PATIENCE = 5000;
/** Characters of a tool's message that are kept. */
const MAX_SEEN = 400;

/** How an attempt went. */
export interface Outcome {
  ok: boolean;
  /** It failed, but only in part: the bench works all the same. */
  bearable?: boolean;
  /** What happened; when it failed, in the tool's own words. */
  seen: string;
}

/** Runs a command in the environment in which the bench runs its tools; all that it started is ended with it. */
export function attempt(command: readonly string[], input = ''): Promise<Outcome & { output: string }> {
  return new Promise((resolve) => {
    const [file = '', ...args] = command;
    const child = spawn(file, args, {
      cwd: '/',
      env: { PATH: TOOL_PATH, LC_ALL: 'C' },
      detached: true, // a process group of its own, which can be ended whole
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    let late = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.stdin.on('error', () => {}); // it may end without reading its input
    child.stdin.end(input);
    const timer = setTimeout(() => {
      late = true;
      try {
        process.kill(-(child.pid as number), 'SIGKILL');
      } catch {
        // ended meanwhile
      }
    }, PATIENCE);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ ok: false, seen: `${file}: ${error.message}`, output });
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const how = late
        ? `${file}: no end after ${PATIENCE / 1000} s`
        : `${file}: ended with ${signal ?? `status ${code}`}`;
      resolve({ ok: code === 0, seen: lastWords(errors) || how, output: output + errors });
    });
  });
}

/** What matters of a tool's messages: their end, on one line. */
export function lastWords(text: string): string {
  const line = text.trim().replaceAll(/\s*\n\s*/g, ' · ');
  return line.length <= MAX_SEEN ? line : `… ${line.slice(-MAX_SEEN)}`;
}
