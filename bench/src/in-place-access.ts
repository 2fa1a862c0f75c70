/** What the user of the bench's agents may read, and what the sandbox shows without being asked. */
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { canShow } from './agent/sandbox.ts';

/** The system's folders, which every program sees. */
const SYSTEM = /^\/(?:usr|bin|sbin|lib|lib32|lib64|libx32)(?:\/|$)/;
/** More folders that the sandbox has of its own, of which it shows what programs need. */
const PRIVATE = /^\/(?:etc|program)\//;

/** Whether every program sees a path, as it is outside. */
export function isOfSystem(path: string): boolean {
  return SYSTEM.test(path);
}

/** Whether a path of this computer can be shown to a program at the same place. */
export function isShowable(path: string): boolean {
  return canShow(path) && !PRIVATE.test(path) && !isTopOfSystem(path);
}

const isTopOfSystem = (path: string): boolean => SYSTEM.test(path) && dirname(path) === '/';

/** Whether a path is in a folder, or is that folder. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/**
 * The first file or folder on the way to a path that keeps the agents from reading it; undefined if they may. Started by
 * root, they are another user, for whom the permissions of others count; otherwise they are the user.
 */
export function obstacle(path: string, isRoot = process.getuid?.() === 0): string | undefined {
  try {
    const real = realpathSync(path);
    if (!isRoot) {
      const isFolder = statSync(real).isDirectory();
      accessSync(real, constants.R_OK | (isFolder ? constants.X_OK : 0));
      return undefined;
    }
    const steps: string[] = [];
    for (let at = real; ; at = dirname(at)) {
      steps.unshift(at);
      if (at === dirname(at)) break;
    }
    return steps.find((at) => !isOpen(at, at === real));
  } catch {
    return path;
  }
}

/** Whether others may enter a folder, and read it if it is the last of a path; or read a file. */
function isOpen(path: string, isLast: boolean): boolean {
  const status = statSync(path);
  const needed = (isLast ? constants.S_IROTH : 0) | (status.isDirectory() ? constants.S_IXOTH : 0);
  return (status.mode & needed) === needed;
}
