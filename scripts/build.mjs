/** Builds the workspace: types and JavaScript by tsc, and the bench's agent as few files by esbuild. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const STAMP = 'node_modules/.wireside-built';

/**
 * The newest change below a folder, in ms; what is built or installed does not count.
 * @param {string} path
 */
function newest(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  let at = 0;
  for (const name of readdirSync(path)) {
    if (name !== 'dist' && name !== 'node_modules') at = Math.max(at, newest(join(path, name)));
  }
  return at;
}

/**
 * Whether a source is newer than the last build.
 * @param {readonly string[]} rooms
 */
export function isStale(rooms) {
  try {
    const built = statSync(STAMP).mtimeMs;
    return rooms.some((room) => newest(room) > built || !statSync(join(room, 'dist')).isDirectory());
  } catch {
    return true;
  }
}

/** Builds the rooms, of which the command is the topmost; throws when a type is wrong. */
export function build() {
  const started = new Date();
  execFileSync(process.execPath, [tool('typescript', 'tsc'), '-b', 'cli'], { stdio: 'inherit' });
  bundle();
  linkCommand();
  writeFileSync(STAMP, `${started.toISOString()}\n`);
}

/** Makes `npx wireside` work: npm links a command only if its file is there, and in a new clone it was not built yet. */
function linkCommand() {
  const link = 'node_modules/.bin/wireside';
  chmodSync('cli/dist/main.js', 0o755);
  if (process.platform !== 'win32' && !existsSync(link)) symlinkSync('../../cli/dist/main.js', link);
}

/** Builds what measures the rooms; throws when a type is wrong. */
export function buildBenchmarks() {
  execFileSync(process.execPath, [tool('typescript', 'tsc'), '-b', 'benchmarks'], { stdio: 'inherit' });
}

/**
 * Makes the agent's one file, and one beside it for each peer that carries a library: those are loaded when they are
 * asked for, since start-up counts. Needs no types, so it may be done while they are wrong.
 */
export function bundle() {
  const esbuild = createRequire(import.meta.url)('esbuild');
  // Their names change with their contents.
  rmSync('bench/dist/bundle', { recursive: true, force: true });
  esbuild.buildSync({
    entryPoints: [{ in: 'bench/src/agent/main.ts', out: 'agent' }],
    outdir: 'bench/dist/bundle',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    // Libraries in CommonJS ask for Node's own modules by require().
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['source'],
    logLevel: 'warning',
  });
}

/**
 * Path of a package's command.
 * @param {string} name
 * @returns {string}
 */
export function tool(name, command = name) {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve(`${name}/package.json`);
  const { bin } = require(manifest);
  return join(manifest, '..', typeof bin === 'string' ? bin : bin[command]);
}
