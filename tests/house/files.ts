/** Finds the workspace's source files and reads its manifests. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What is installed, built, recorded or a student's. */
const LEFT_OUT = new Set(['node_modules', 'dist', 'runs', 'coverage', 'samples', '.git']);

/** Source files below a folder, as paths from the root with `/`. */
export function sources(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : sources(path);
    return /\.(?:ts|tsx|mts|mjs|js)$/.test(entry.name) ? [path] : [];
  });
}

/** A file's text. */
export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Names in a section of a room's package.json. */
export function dependencies(
  room: string,
  section: 'dependencies' | 'devDependencies' = 'dependencies',
): string[] {
  const manifest = JSON.parse(read(`${room}/package.json`)) as Record<string, Record<string, string>>;
  return Object.keys(manifest[section] ?? {});
}
