#!/usr/bin/env node
/** The command `wireside`: reads the command line and calls one of its commands. */
import { report } from './failure.ts';
import { checkCommandNames, createProgram } from './program.ts';

// A reader that has seen enough (head, less) closes the pipe; that is not an error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

try {
  const words = process.argv.slice(2);
  const program = await createProgram(words[0]);
  await checkCommandNames(program, words);
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}
