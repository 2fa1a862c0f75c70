/** The folders of a scene's programs: pipes and a workspace for each. Those of the first program are there in advance. */
import { existsSync, mkdirSync } from 'node:fs';
import { DEFAULT_LIMITS } from '../../limits.ts';
import type { ProgramActor } from '../../request.ts';
import { pipesCommand } from '../pipes.ts';
import type { Shell } from '../shell.ts';
import { limitWorkspace, mountAllCommand } from '../workspace.ts';

/** Folders of one program. */
export interface ProgramFolders {
  /** Where its named pipes are. */
  readonly pipes: string;
  /** Where its workspace is mounted. */
  readonly workspace: string;
}

/** The folders of all programs of a scene. */
export interface SceneFolders {
  of(actor: string): ProgramFolders;
  /** Unmounts all workspaces but the first. */
  remove(): Promise<void>;
}

/**
 * Makes what the programs of a scene need in addition to the folders of the first.
 * @param first the folders that were made in advance, the workspace with the default limits
 * @throws {ToolError} when mkfifo(1) or mount(8) fails
 */
export async function makeFolders(
  shell: Shell,
  programs: readonly ProgramActor[],
  first: ProgramFolders,
): Promise<SceneFolders> {
  const all = programs.map(({ name, limits }, index) => ({
    name,
    limits,
    folders: numbered(first, index + 1),
  }));
  const more = all.slice(1);
  const newPipes = more.map(({ folders }) => folders.pipes).filter((folder) => !existsSync(folder));
  for (const { folders } of more) {
    mkdirSync(folders.pipes, { recursive: true });
    mkdirSync(folders.workspace, { recursive: true });
  }
  const mounts = more.map(({ limits, folders }) => ({ folder: folders.workspace, limits }));
  await Promise.all([
    newPipes.length > 0 ? shell.run(pipesCommand(newPipes)) : undefined,
    mounts.length > 0 ? shell.run(mountAllCommand(mounts)) : undefined,
  ]);
  const firstLimits = programs[0]?.limits ?? DEFAULT_LIMITS;
  if (firstLimits.disk !== DEFAULT_LIMITS.disk || firstLimits.inodes !== DEFAULT_LIMITS.inodes) {
    await limitWorkspace(shell, first.workspace, firstLimits);
  }
  return {
    of: (actor) => all.find(({ name }) => name === actor)!.folders,
    remove: async () => {
      if (more.length > 0) await shell.run(['umount', ...more.map(({ folders }) => folders.workspace)]);
    },
  };
}

function numbered({ pipes, workspace }: ProgramFolders, number: number): ProgramFolders {
  return number === 1
    ? { pipes, workspace }
    : { pipes: `${pipes}-${number}`, workspace: `${workspace}-${number}` };
}
