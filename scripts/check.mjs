/** The one check: format, lint and types side by side, then all tests, the arrows of the house among them. */
import { bundle, tool } from './build.mjs';
import { run, runQuietly, say, seconds } from './say.mjs';
import { prepareTools } from './system-tools.mjs';

/**
 * Runs everything, also after a failure, so that one run names all that is to be mended.
 * @param {readonly string[]} filters of vitest: parts of the test files' paths, or its options
 * @returns {Promise<number>} 0 when all is well, else the first failure's exit code
 */
export async function check(filters) {
  const since = performance.now();
  const codes = await Promise.all([
    step(
      'format',
      tool('prettier'),
      ['--check', '--cache', '--cache-strategy=content', '--log-level=warn', '.'],
      'npm run format mends it',
    ),
    step('lint', tool('oxlint'), ['--deny-warnings', '.']),
    step('types', tool('typescript', 'tsc'), ['-b']),
  ]);
  bundle();
  await prepareTools(true);
  codes.push(await run(process.execPath, [tool('vitest'), 'run', ...filters]));
  const failed = codes.find((code) => code !== 0) ?? 0;
  say(`check ${failed === 0 ? 'passed' : 'failed'} in ${seconds(since)}`);
  return failed;
}

/**
 * @param {string} name
 * @param {string} script
 * @param {readonly string[]} args
 * @param {string} [hint] what mends it
 */
async function step(name, script, args, hint) {
  const since = performance.now();
  const { code, output } = await runQuietly(process.execPath, [script, ...args]);
  const word = code === 0 ? 'ok' : `failed${hint === undefined ? '' : ` (${hint})`}`;
  say(`${name.padEnd(6)}  ${word}, ${seconds(since)}${code === 0 ? '' : `\n${output.trimEnd()}`}`);
  return code;
}
