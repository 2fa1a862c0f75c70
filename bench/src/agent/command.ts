/** Runs one of the system's own tools to its end and says clearly what failed. */
import { spawn } from 'node:child_process';

/** A tool of the system failed: ours or the machine's fault, never the student's. */
export class ToolError extends Error {
  constructor(command: readonly string[], outcome: string, stderr: string) {
    super(`${command.join(' ')}: ${outcome}${stderr === '' ? '' : `: ${stderr.trim()}`}`);
    this.name = 'ToolError';
  }
}

/**
 * Runs `command` with `input` on its standard input and returns its standard output as text.
 * @throws ToolError when it cannot be started or ends with a status other than 0.
 */
export function runCommand(command: readonly [string, ...string[]], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const [file, ...args] = command;
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error) => reject(new ToolError(command, error.message, '')));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else reject(new ToolError(command, code === null ? `ended by ${signal}` : `status ${code}`, stderr));
    });
    child.stdin.on('error', () => {}); // the tool may end without reading its input; its status tells
    child.stdin.end(input);
  });
}
