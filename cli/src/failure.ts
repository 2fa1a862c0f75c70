/** Reports errors: those that the user can fix, with how to fix them, and faults of Wireside, which say so. */
import { escape } from '@wireside/trace';

/** An error that the user can fix has a stable code and a hint; every package has its own classes of them. */
interface UserError extends Error {
  readonly code: string;
  readonly hint: string;
  readonly observed?: string;
  readonly expected?: string;
}

/** Codes of errors that are about a tool that is not installed. */
const MISSING_TOOL = ['LANGUAGE_MISSING'];

function isUserError(error: unknown): error is UserError {
  return error instanceof Error && 'code' in error && 'hint' in error && typeof error.hint === 'string';
}

/** Writes an error to standard error. Returns the exit status: 1 for one that the user can fix, 3 for our own fault. */
export function report(error: unknown): number {
  const { text, status } = errorText(error);
  process.stderr.write(text);
  return status;
}

/** An error as text: what happened, what was seen and expected, how to fix it, and its code. */
export function errorText(error: unknown): { text: string; status: 1 | 3 } {
  if (isUserError(error)) {
    const { message, observed, expected, hint, code } = error;
    const lines = [safe(message)];
    if (observed !== undefined && expected !== undefined) {
      lines.push(`seen: ${escape(observed)}; expected: ${escape(expected)}`);
    } else if (expected !== undefined) lines.push(`expected: ${escape(expected)}`);
    lines.push(safe(hint));
    if (MISSING_TOOL.includes(code)) lines.push('wireside doctor shows everything that is missing.');
    return { text: `${lines.join('\n')}\n(${code})\n`, status: 1 };
  }
  if (error instanceof Error && error.name === 'BenchError') {
    const hint = error.message.includes('wireside doctor')
      ? ''
      : 'wireside doctor shows what is missing and how to fix it.\n';
    const text = `Programs cannot be run here. This is not a fault of your program.\n${safe(error.message)}\n${hint}`;
    return { text, status: 3 };
  }
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text: `This is a fault of Wireside, not of your program:\n${what}\n`, status: 3 };
}

function safe(text: string): string {
  return text.split('\n').map(escape).join('\n');
}
