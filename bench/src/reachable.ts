/** Makes sure that files of ours can be read by the unprivileged user as whom agents run. */
import { chmodSync, copyFileSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Whether others than the owner may read (or enter) every part of a path. */
function openToOthers(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    const { mode } = statSync(at);
    if ((mode & (at === path ? 0o004 : 0o001)) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/**
 * The file or folder itself where everybody may read it, else a copy of it in `folder` (a home of root's is closed to
 * others). Of a folder, the files in it are looked at and copied, not those of folders below.
 */
export function reachable(path: string, folder: string): string {
  const real = realpathSync(path);
  const files = statSync(real).isDirectory() ? readdirSync(real).map((name) => join(real, name)) : [real];
  if (process.getuid?.() !== 0 || files.every(openToOthers)) return real;
  const copy = join(folder, basename(real));
  const to = files[0] === real ? folder : copy;
  mkdirSync(to, { recursive: true });
  chmodSync(to, 0o755);
  for (const file of files) {
    copyFileSync(file, join(to, basename(file)));
    chmodSync(join(to, basename(file)), 0o755);
  }
  return copy;
}
