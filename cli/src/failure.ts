/** Tells errors apart: the user's, with what to do, and ours, which say so. */

/** Errors of the user's carry a code that stays, and a hint; every room has its own classes of them. */
interface UserFault extends Error {
  code: string;
  hint: string;
}

function isUserFault(error: unknown): error is UserFault {
  return error instanceof Error && 'code' in error && 'hint' in error && typeof error.hint === 'string';
}

/** Writes an error to standard error; returns the exit status: 1 for the user's, 3 for ours. */
export function report(error: unknown): number {
  if (isUserFault(error)) {
    process.stderr.write(`${error.message}\n${error.hint}\n(${error.code})\n`);
    return 1;
  }
  if (error instanceof Error && error.name === 'BenchError') {
    process.stderr.write(
      `The bench does not work here; this is not the program's fault.\n${error.message}\n` +
        'wireside doctor tells what is missing and how to mend it.\n',
    );
    return 3;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`This is a fault of Wireside, not of your program:\n${text}\n`);
  return 3;
}
