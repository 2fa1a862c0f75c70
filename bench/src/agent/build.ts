/** Runs a compilation in the sandbox: isolated like a run, without any network, and with its own limits. */
import { join } from 'node:path';
import type { RunEnd } from '@wireside/trace';
import { BUILD_LIMITS } from '../limits.ts';
import { Counter } from '../strace/counter.ts';
import { collectFiles } from './collect.ts';
import type { BuildRequest, BuildResult } from './messages.ts';
import { RunningProgram } from './program.ts';
import { sandboxCommand } from './sandbox.ts';
import type { ProgramFolders } from './scene/folders.ts';
import type { Shell } from './shell.ts';
import { fillWorkspace, mountCommand } from './workspace.ts';

/** Maximum number of characters kept of a compiler's messages. */
const MAX_OUTPUT = 20_000;

/** The name of the host on which compilations seem to run. */
const HOST_NAME = 'build';

/** Compiles a program and returns what is then in its folder. */
export async function build(
  shell: Shell,
  request: BuildRequest,
  tools: Readonly<Record<string, string>>,
  folders: ProgramFolders,
): Promise<BuildResult> {
  await shell.run(mountCommand(folders.workspace, BUILD_LIMITS));
  try {
    const workspace = await fillWorkspace(
      shell,
      folders.workspace,
      { program: { files: request.files } },
      { name: HOST_NAME },
      [],
      { localhost: 'both' },
    );
    let output = '';
    const program = new RunningProgram({
      pipes: folders.pipes,
      actor: HOST_NAME,
      workspace,
      shell,
      sandbox: sandboxCommand({
        ...workspace,
        program: { environment: request.environment },
        limits: BUILD_LIMITS,
        tools,
        hasNetwork: false,
        hostname: HOST_NAME,
      }),
      command: request.command,
      input: new Uint8Array(0),
      limits: BUILD_LIMITS,
      isTraced: false,
      numbers: new Counter(),
      onCall: () => {},
      onOutput: (record) => {
        if (output.length < MAX_OUTPUT) output += record.text ?? '';
      },
    });
    const { end, faults } = await program.result;
    const ok = end.reason === 'exited' && end.code === 0;
    return {
      ok,
      files: ok ? collectFiles(join(workspace.folder, 'program')) : [],
      output: output.slice(0, MAX_OUTPUT),
      ...(ok ? {} : { failure: failureText(end) }),
      faults,
    };
  } finally {
    await shell.run(['umount', folders.workspace]);
  }
}

function failureText({ reason, code, signal, limit }: RunEnd): string {
  if (reason === 'limit') return `stopped: ${limit} limit exceeded`;
  return reason === 'exited' ? `exit status ${code}` : `killed by ${signal ?? 'the bench'}`;
}
