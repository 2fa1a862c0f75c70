/** Makes sure that a file of ours can be read by the unprivileged user as whom agents run. */
import { chmodSync, copyFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Whether others than the owner may read (or enter) every part of a path. */
function openToOthers(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    const { mode } = statSync(at);
    if ((mode & (at === path ? 0o004 : 0o001)) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** The file itself where everybody may read it, else a copy of it in `folder` (a home of root's is closed to others). */
export function reachable(file: string, folder: string): string {
  const real = realpathSync(file);
  if (process.getuid?.() !== 0 || openToOthers(real)) return real;
  const copy = join(folder, basename(real));
  copyFileSync(real, copy);
  chmodSync(copy, 0o755);
  return copy;
}
