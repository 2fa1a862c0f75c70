/** Runs the system's own tools, and says clearly what failed. */
import { spawn } from 'node:child_process';
import { missingToolText } from '../doctor/tools.ts';

/** A tool of the system failed. The machine or we are at fault, never the program under test. */
export class ToolError extends Error {
  override name = 'ToolError';

  /**
   * @param outcome how it ended, such as "status 1"
   * @param stderr what it wrote to standard error
   */
  constructor(command: readonly string[], outcome: string, stderr = '') {
    super(`${command.join(' ')}: ${outcome}${stderr === '' ? '' : `: ${stderr.trim()}`}`);
  }
}

/** The error for a command that could not be started. If it is not installed, the message says how to install it. */
export function startError(command: readonly string[], error: Error): ToolError {
  const [name = ''] = command;
  const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return new ToolError(command, isMissing ? missingToolText([name]) : error.message);
}

/**
 * Runs `command` with `input` on its standard input and returns its standard output as text.
 * @throws {ToolError} when it cannot be started, or ends with a status other than 0
 */
export function runCommand(command: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const [file = '', ...args] = command;
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error) => reject(startError(command, error)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else reject(new ToolError(command, code === null ? `killed by ${signal}` : `status ${code}`, stderr));
    });
    child.stdin.on('error', () => {}); // the tool may end without reading its input; its status says whether it worked
    child.stdin.end(input);
  });
}
