/** Installs the npm packages of a clone that has none yet, or that differ from its lock file. */
import { statSync } from 'node:fs';
import { run, say, seconds } from './say.mjs';

/**
 * When a file was last changed, in ms; 0 when it does not exist.
 * @param {string} file
 */
function changed(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * Runs `npm ci` if needed, without install scripts: none of our packages may need one.
 * @returns {Promise<number>} npm's exit code; 0 if there was nothing to do
 */
export async function installPackages() {
  if (changed('node_modules/.package-lock.json') >= changed('package-lock.json')) return 0;
  const since = performance.now();
  say('packages: installing with npm ci --ignore-scripts');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // The npm that runs this script, if any; on Windows `npm` alone is not a program.
  const npm = process.env.npm_execpath;
  const code = npm === undefined ? await run('npm', args) : await run(process.execPath, [npm, ...args]);
  if (code === 0) say(`packages: installed in ${seconds(since)}`);
  else
    say(
      'packages: npm ci failed. Check that the npm registry can be reached (npm ping), then type: npm ci --ignore-scripts',
    );
  return code;
}
