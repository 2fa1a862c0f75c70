#!/usr/bin/env node
/** The command `wireside`: reads the command line and calls one of its commands. */
import { Command } from 'commander';
import { caCommand } from './commands/ca.ts';
import { captureCommand } from './commands/capture.ts';
import { certificateCommand } from './commands/certificate.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { followCommand } from './commands/follow.ts';
import { graphCommand } from './commands/graph.ts';
import { judgeCommand } from './commands/judge.ts';
import { packetsCommand } from './commands/packets.ts';
import { clientCommand } from './commands/client.ts';
import { peerCommand } from './commands/peer.ts';
import { peersCommand } from './commands/peers.ts';
import { prototypeCommands } from './commands/prototypes.ts';
import { runCommand } from './commands/run.ts';
import { showCommand } from './commands/show.ts';
import { report } from './failure.ts';

const program = new Command('wireside')
  .description('A socket-programming lab that runs anywhere and shows you the wire.')
  .showHelpAfterError('(wireside --help lists the commands)')
  .addHelpText(
    'after',
    '\nExit status: 0 pass or done, 1 fail or an error of yours, 2 inconclusive, 3 and above our own fault.',
  );
for (const register of [
  demoCommand,
  doctorCommand,
  judgeCommand,
  runCommand,
  showCommand,
  peerCommand,
  peersCommand,
  clientCommand,
  prototypeCommands,
  packetsCommand,
  explainCommand,
  followCommand,
  graphCommand,
  captureCommand,
  caCommand,
  certificateCommand,
]) {
  register(program);
}

// A reader that has seen enough (head, less) closes the pipe; that is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}
