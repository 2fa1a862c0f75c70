/** A program with only the commands that read captures, for tests; main.ts has all commands. */
import { Command } from 'commander';
import { captureCommand } from '../commands/capture.ts';
import { explainCommand } from '../commands/explain.ts';
import { followCommand } from '../commands/follow.ts';
import { graphCommand } from '../commands/graph.ts';
import { packetsCommand } from '../commands/packets.ts';
import { report } from '../failure.ts';

const program = new Command('wireside');
for (const register of [packetsCommand, explainCommand, followCommand, graphCommand, captureCommand])
  register(program);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}
