/** A tiny agent for tests: runs programs at once, each on the agent's own host, and prints how they ended as JSON. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallRecord } from '@wireside/trace';
import { ENVIRONMENT } from '../languages.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { Counter } from '../strace/counter.ts';
import { pipesCommand } from './pipes.ts';
import { RunningProgram } from './program.ts';
import type { EndedProgram, TestProgram } from './program.test.helper.ts';
import { sandboxCommand } from './sandbox.ts';
import { Shell } from './shell.ts';
import { fillWorkspace, mountAllCommand } from './workspace.ts';

const folder = process.argv[2]!;
const programs = JSON.parse(readFileSync(0, 'utf8')) as TestProgram[];
const numbers = new Counter();
const running: RunningProgram[] = [];

const shell = Shell.start(join(folder, 'tools'));
await shell.run(['ip', 'link', 'set', 'lo', 'up']);
const folders = programs.map((_, i) => ({
  pipes: join(folder, `pipes-${i}`),
  workspace: join(folder, `run-${i}`),
}));
for (const { pipes, workspace } of folders) for (const path of [pipes, workspace]) mkdirSync(path);
await shell.run(pipesCommand(folders.map(({ pipes }) => pipes)));
await shell.run(
  mountAllCommand(folders.map(({ workspace }) => ({ folder: workspace, limits: DEFAULT_LIMITS }))),
);
const ended = await Promise.all(programs.map((program, i) => run(program, i)));
await shell.run(['umount', ...folders.map(({ workspace }) => workspace)]);
process.stdout.write(JSON.stringify(ended));
process.exit();

async function run(given: TestProgram, i: number): Promise<EndedProgram> {
  const { pipes, workspace: path } = folders[i]!;
  const { inPlace } = given;
  const program = {
    files: [],
    environment: { ...ENVIRONMENT, ...given.environment },
    ...(inPlace === undefined ? {} : { inPlace }),
  };
  const hostname = `host${i}`;
  const workspace = await fillWorkspace(shell, path, { program }, { name: hostname }, [], {
    localhost: 'both',
  });
  const limits = { ...DEFAULT_LIMITS, ...given.limits };
  const calls: CallRecord[] = [];
  let output = '';
  const started = new RunningProgram({
    actor: given.name,
    pipes,
    workspace,
    shell,
    sandbox: sandboxCommand({ ...workspace, program, limits, tools: {}, hasNetwork: true, hostname }),
    command: given.command,
    input: given.input === undefined ? 'open' : Buffer.from(given.input),
    limits,
    isTraced: true,
    numbers,
    onCall: (call) => calls.push(call),
    onOutput: ({ text }) => (output += text ?? ''),
    onLine: (_, line) => {
      const text = Buffer.from(line).toString();
      for (const reaction of given.reactions ?? []) if (reaction.line === text) react(reaction);
    },
  });
  running[i] = started;
  const result = await started.result;
  const wrote = result.wrote.map((file) => [file.path, Buffer.from(file.bytes).toString()] as const);
  const { isListening, hasConnected, accepted } = started;
  return { ...result, wrote, calls, output, isListening, hasConnected, accepted };
}

function react({ target, ...reaction }: NonNullable<TestProgram['reactions']>[number]): void {
  const program = running[target]!;
  if (reaction.type !== undefined) program.type(Buffer.from(reaction.type));
  if (reaction.closes === true) program.closeInput();
  if (reaction.signal !== undefined) program.signal(reaction.signal);
  if (reaction.stops === true) program.stop();
}
