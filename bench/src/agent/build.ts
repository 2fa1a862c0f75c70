/** Runs a compilation in the sandbox: the same walls as a run's, no network at all, and limits of its own. */
import type { RunEnd } from '@wireside/trace';
import { BUILD_LIMITS } from '../limits.ts';
import { runCommand } from './command.ts';
import type { BuildRequest, BuildResult } from './messages.ts';
import { startProgram } from './program.ts';
import type { AgentFolders } from './run.ts';
import { sandboxCommand } from './sandbox.ts';
import { collectFiles, fillWorkspace, mountCommand } from './workspace.ts';

/** Characters of a compiler's messages that are kept. */
const MAX_OUTPUT = 20_000;

/** Compiles, and collects what is in the program's folder then. */
export async function build(
  request: BuildRequest,
  tools: Record<string, string>,
  folders: AgentFolders,
): Promise<BuildResult> {
  await runCommand(mountCommand(folders.workspace, BUILD_LIMITS));
  try {
    const workspace = fillWorkspace(folders.workspace, request.files, { network: 'localhost', names: [] });
    let output = '';
    const program = startProgram({
      pipes: folders.pipes,
      workspace: workspace.folder,
      enter: [],
      sandbox: sandboxCommand(
        {
          folder: workspace.folder,
          environment: request.environment,
          limits: BUILD_LIMITS,
          tools,
          isolated: true,
        },
        workspace.hasFilter,
      ),
      hasFilter: workspace.hasFilter,
      command: request.command,
      input: new Uint8Array(0),
      limits: BUILD_LIMITS,
      traced: false,
      onCall: () => {},
      onOutput: (record) => {
        if (output.length < MAX_OUTPUT) output += record.text ?? '';
      },
      otherProgress: () => 0,
    });
    const { end, faults } = await program.result;
    const ok = end.reason === 'exited' && end.code === 0;
    return {
      ok,
      files: ok ? collectFiles(workspace.folder) : [],
      output: output.slice(0, MAX_OUTPUT),
      ...(ok ? {} : { failure: failureText(end) }),
      faults,
    };
  } finally {
    await runCommand(['umount', folders.workspace]);
  }
}

function failureText({ reason, code, signal, limit }: RunEnd): string {
  if (reason === 'limit') return `over the limit: ${limit}`;
  return reason === 'exited' ? `status ${code}` : `ended by ${signal ?? 'the bench'}`;
}
