/** Finds the workspace's source files and reads its manifests. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The workspace's root, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Folders that are installed, built or recorded, or that hold programs of students. */
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

const TEXT = /\.(?:ts|tsx|mts|mjs|js|md|ya?ml|txt|py|c|cpp|h|java|go|rs|rb|pl|sh)$|(?:^|\/)(?:Makefile|run)$/;

/** Every text that people read, as paths from the root with `/`: code, docs, content, sample programs. */
export function texts(folder = ''): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      return LEFT_OUT.has(entry.name) && entry.name !== 'samples' ? [] : texts(path);
    }
    return entry.isFile() && TEXT.test(path) ? [path] : [];
  });
}

/** A file's text. */
export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Names in a section of a package.json of the workspace. */
export function dependencies(
  folder: string,
  section: 'dependencies' | 'devDependencies' = 'dependencies',
): string[] {
  const manifest = JSON.parse(read(`${folder}/package.json`)) as Record<string, Record<string, string>>;
  return Object.keys(manifest[section] ?? {});
}
