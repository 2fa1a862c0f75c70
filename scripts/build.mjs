/** Builds the workspace: types and JavaScript with tsc, and the command and the bench's agent as a few files each with esbuild. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const STAMP = 'node_modules/.wireside-built';

/**
 * The newest change in a folder, in ms; what is built or installed does not count.
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
 * @param {readonly string[]} packages
 */
export function isStale(packages) {
  try {
    const built = statSync(STAMP).mtimeMs;
    return packages.some((name) => newest(name) > built || !statSync(join(name, 'dist')).isDirectory());
  } catch {
    return true;
  }
}

/** Builds the packages; the command depends on all others. @throws {Error} when a type is wrong */
export function build() {
  const started = new Date();
  execFileSync(process.execPath, [tool('typescript', 'tsc'), '-b', 'cli'], { stdio: 'inherit' });
  buildPage();
  bundle();
  writeFileSync(STAMP, `${started.toISOString()}\n`);
}

/** Builds the page that `wireside open` serves. @throws {Error} when it cannot be built */
export function buildPage() {
  execFileSync(process.execPath, [tool('vite'), 'build', '--logLevel', 'warn'], {
    cwd: 'web',
    stdio: 'inherit',
  });
}

/** Makes `npx wireside` work: npm links a command only if its file exists, and in a new clone it is not built yet. */
function linkCommand() {
  const link = 'node_modules/.bin/wireside';
  chmodSync('cli/dist/main.js', 0o755);
  if (process.platform !== 'win32' && !existsSync(link)) symlinkSync('../../cli/dist/main.js', link);
}

/** Builds the benchmarks. @throws {Error} when a type is wrong */
export function buildBenchmarks() {
  execFileSync(process.execPath, [tool('typescript', 'tsc'), '-b', 'benchmarks'], { stdio: 'inherit' });
}

/**
 * Bundles the command and the agent into a few files each, and links the command. Start-up time counts: the command loads what its
 * subcommand needs, and the agent loads a peer that needs a library on demand. Ignores types, so it works while they are
 * wrong.
 */
export function bundle() {
  // File names change with their contents.
  rmSync('bench/dist/bundle', { recursive: true, force: true });
  for (const name of existsSync('cli/dist') ? readdirSync('cli/dist') : []) {
    if (name.endsWith('.js')) rmSync(join('cli/dist', name));
  }
  bundleInto('cli/dist', '.js', { in: 'cli/src/main.ts', out: 'main' });
  bundleInto('bench/dist/bundle', '.mjs', { in: 'bench/src/agent/main.ts', out: 'agent' });
  linkCommand();
}

/**
 * Bundles a module with everything that it uses.
 * @param {string} outdir
 * @param {string} extension
 * @param {{in: string, out: string}} entry
 */
function bundleInto(outdir, extension, entry) {
  const esbuild = createRequire(import.meta.url)('esbuild');
  esbuild.buildSync({
    entryPoints: [entry],
    outdir,
    outExtension: { '.js': extension },
    bundle: true,
    splitting: true,
    // CommonJS libraries load Node's own modules with require().
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['source'],
    logLevel: 'warning',
  });
}

/**
 * The path of a package's command.
 * @param {string} name
 * @returns {string}
 */
export function tool(name, command = name) {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve(`${name}/package.json`);
  const { bin } = require(manifest);
  return join(manifest, '..', typeof bin === 'string' ? bin : bin[command]);
}
