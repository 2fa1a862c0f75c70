/** The agent's script: an agent, or with an argument of its own the host runner of one. */
import { runAgent } from './agent.ts';
import { runHostRunner } from './scene/host-runner.ts';
import { HOST_RUNNER } from './scene/runner-messages.ts';

const [, , argument = ''] = process.argv;
if (argument === HOST_RUNNER) runHostRunner();
else await runAgent(argument);
