/** Where the bench looks for the system's tools: a path of its own, since an ordinary user's often lacks the sbin folders. */
import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';

/** PATH of everything that the bench starts. */
export const TOOL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The file that a command's name leads to, or null when there is none that may be executed. */
export function findTool(name: string, path: string = TOOL_PATH): string | null {
  for (const folder of path.split(':')) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // not here
    }
  }
  return null;
}
