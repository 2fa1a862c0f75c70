/** Runs the fuzzer of `tests/fuzz`: `npm run fuzz -- [--mutants 2000000] [--seed N] [--seconds S] [--file PART]`. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './say.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const folder = 'node_modules/.wireside-fuzz';
// Node 20 cannot run TypeScript, and a bundle starts faster than a build of all packages.
createRequire(import.meta.url)('esbuild').buildSync({
  entryPoints: ['tests/fuzz/main.ts', 'tests/fuzz/worker.ts'],
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  conditions: ['source'],
  sourcemap: true,
  logLevel: 'warning',
});
process.env.WIRESIDE_CAPTURES ??= join(process.cwd(), '../shared/captures');
process.exitCode = await run(process.execPath, [
  '--enable-source-maps',
  join(folder, 'main.mjs'),
  ...process.argv.slice(2),
]);
