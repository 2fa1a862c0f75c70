/** The tools that a run uses: which are shown inside the sandbox, and their versions for run.json. */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { release } from 'node:os';
import { TOOLS } from './agent/sandbox.ts';
import { reachable } from './reachable.ts';

/** Files shown inside a run's sandbox, path inside to path outside: Node where it is not the system's own. */
export function runTools(folder: string): Record<string, string> {
  const node = reachable(process.execPath, folder);
  return node.startsWith('/usr/') ? {} : { [`${TOOLS}/bin/node`]: node };
}

/** The same for a compilation, which may need esbuild to make JavaScript of TypeScript. */
export function buildTools(folder: string): Record<string, string> {
  const esbuild = createRequire(import.meta.url).resolve(
    `@esbuild/${process.platform}-${process.arch}/bin/esbuild`,
  );
  return { ...runTools(folder), [`${TOOLS}/bin/esbuild`]: reachable(esbuild, folder) };
}

let versions: Record<string, string> | null = null;

/** Versions of what observes a run, by name; asked once in a process. */
export function toolVersions(): Record<string, string> {
  if (versions !== null) return versions;
  const first = (command: string, args: string[]): string => {
    try {
      return (
        execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).split(
          '\n',
          1,
        )[0] ?? ''
      );
    } catch {
      return 'missing';
    }
  };
  versions = {
    kernel: release(),
    node: process.version,
    strace: first('strace', ['-V']),
    bwrap: first('bwrap', ['--version']),
    tcpdump: first('tcpdump', ['--version']),
  };
  return versions;
}
