/** The tools that a run uses: those that the sandbox shows, and the versions for run.json. */
import { execFileSync } from 'node:child_process';
import { release } from 'node:os';
import { TOOLS } from './agent/sandbox.ts';
import { resolveDependency } from './own-package.ts';
import { reachable } from './reachable.ts';

/**
 * Files that a run's sandbox shows, path inside to path outside: Node, where it is not in /usr.
 * @param folder where to copy what agents cannot read
 */
export function runTools(folder: string): Record<string, string> {
  const node = reachable(process.execPath, folder);
  return node.startsWith('/usr/') ? {} : { [`${TOOLS}/bin/node`]: node };
}

/** The same for a compilation, which may need esbuild to compile TypeScript. */
export function buildTools(folder: string): Record<string, string> {
  const esbuild = resolveDependency(`@esbuild/${process.platform}-${process.arch}/bin/esbuild`);
  return { ...runTools(folder), [`${TOOLS}/bin/esbuild`]: reachable(esbuild, folder) };
}

let versions: Readonly<Record<string, string>> | undefined;

/** Versions of the tools that observe a run, by name. They are read once. */
export function toolVersions(): Readonly<Record<string, string>> {
  versions ??= {
    kernel: release(),
    node: process.version,
    strace: firstLine('strace', '-V'),
    bwrap: firstLine('bwrap', '--version'),
    tcpdump: firstLine('tcpdump', '--version'),
  };
  return versions;
}

/** The first line that a command prints; `missing` where it cannot be run. */
function firstLine(command: string, option: string): string {
  try {
    const output = execFileSync(command, [option], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return output.split('\n', 1)[0] ?? '';
  } catch {
    return 'missing';
  }
}
