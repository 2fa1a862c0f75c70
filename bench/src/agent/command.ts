/** Says clearly which of the system's own tools failed, and how. */
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
