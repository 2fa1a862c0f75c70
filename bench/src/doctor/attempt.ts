/** Tries something by running a command for a limited time, and keeps its error message when it fails. */
import { spawn } from 'node:child_process';
import { TOOL_PATH } from '../tool-path.ts';

/**
 * How long one attempt may take. On an idle machine it takes less than a tenth of a second; a machine that is only
 * busy must not be told that it cannot run the bench. ms.
 */
export const ATTEMPT_TIMEOUT = 60_000;
/** Maximum number of characters kept of an error message. */
const MAX_SEEN = 400;

/** How an attempt went. */
export interface Outcome {
  readonly ok: boolean;
  /** It failed, but the bench works without it. */
  readonly isOptional?: boolean;
  /** What happened: the tool's own error message when it failed. */
  readonly seen: string;
}

/** How running a command went. */
export interface CommandOutcome extends Outcome {
  /** Its standard output, then its standard error. */
  readonly output: string;
}

/**
 * Runs a command in the same environment as the bench's tools. When it takes longer than ATTEMPT_TIMEOUT, it is killed
 * with everything that it started.
 */
export function attempt(command: readonly string[], input = ''): Promise<CommandOutcome> {
  return new Promise((resolve) => {
    const [file = '', ...args] = command;
    const child = spawn(file, args, {
      cwd: '/',
      env: { PATH: TOOL_PATH, LC_ALL: 'C' },
      detached: true, // its own process group, which can be killed as a whole
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    let isLate = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.stdin.on('error', () => {}); // it may end without reading its input
    child.stdin.end(input);
    const timer = setTimeout(() => {
      isLate = true;
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }, ATTEMPT_TIMEOUT);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ ok: false, seen: `${file}: ${error.message}`, output });
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const how = isLate
        ? `${file}: not finished after ${ATTEMPT_TIMEOUT / 1000} s`
        : `${file}: ended with ${signal ?? `status ${code}`}`;
      resolve({ ok: code === 0, seen: messageEnd(errors) || how, output: output + errors });
    });
  });
}

/** The end of a tool's error messages, which matters most, on one line. */
function messageEnd(text: string): string {
  const line = text.trim().replaceAll(/\s*\n\s*/g, ' · ');
  return line.length <= MAX_SEEN ? line : `… ${line.slice(-MAX_SEEN)}`;
}
