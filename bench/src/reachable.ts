/** Makes sure that the unprivileged user of the agents can read our files. */
import { chmodSync, constants, copyFileSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Permission of others to read, and to enter a folder (inode(7)). */
const { S_IROTH: READABLE, S_IXOTH: ENTERABLE } = constants;
/** Read and execute for everyone, write for the owner. */
const PUBLIC_MODE = 0o755;

/** Whether everyone may enter each folder of a path, and read what it leads to. */
function openToOthers(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    const { mode } = statSync(at);
    if ((mode & (at === path ? READABLE : ENTERABLE)) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/**
 * The path of a file or folder, if everyone may read it; otherwise of a copy in `folder`. (Root's home folder is closed
 * to others.) Of a folder, only the files directly in it count and are copied.
 */
export function reachable(path: string, folder: string): string {
  const real = realpathSync(path);
  const files = statSync(real).isDirectory() ? readdirSync(real).map((name) => join(real, name)) : [real];
  if (process.getuid?.() !== 0 || files.every(openToOthers)) return real;
  const copy = join(folder, basename(real));
  const to = files[0] === real ? folder : copy;
  mkdirSync(to, { recursive: true });
  chmodSync(to, PUBLIC_MODE);
  for (const file of files) {
    copyFileSync(file, join(to, basename(file)));
    chmodSync(join(to, basename(file)), PUBLIC_MODE);
  }
  return copy;
}
