/** Finds the system's tools in a path of our own, because an ordinary user's PATH often has no sbin folders. */
import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';

/** The PATH of everything that the bench starts. */
export const TOOL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The path of a command; undefined when it is not installed. */
export function findTool(name: string, path: string = TOOL_PATH): string | undefined {
  for (const folder of path.split(':')) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // It is not in this folder.
    }
  }
  return undefined;
}
