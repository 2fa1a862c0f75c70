/** The commands that read captures as a program of their own, as main.ts makes one of all commands; for tests. */
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
