/** The one check: format, lint and types in parallel, then all tests, the dependency rules and the wording among them. */
import { buildPage, bundle, tool } from './build.mjs';
import { run, runQuietly, say, seconds } from './say.mjs';
import { prepareTools } from './system-tools.mjs';

/**
 * Runs everything, even after a failure, so that one run names everything that needs a fix.
 * @param {readonly string[]} filters of vitest: parts of test files' paths, or options of vitest
 * @returns {Promise<number>} 0 when everything passed, else the exit code of the first failure
 */
export async function check(filters) {
  const since = performance.now();
  const codes = await Promise.all([
    step(
      'format',
      tool('prettier'),
      ['--check', '--cache', '--cache-strategy=content', '--log-level=warn', '.'],
      'npm run format fixes it',
    ),
    step('lint', tool('oxlint'), ['--deny-warnings', '.']),
    step('types', tool('typescript', 'tsc'), ['-b']),
  ]);
  buildPage();
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
 * @param {string} [hint] how to fix it
 */
async function step(name, script, args, hint) {
  const since = performance.now();
  const { code, output } = await runQuietly(process.execPath, [script, ...args]);
  const word = code === 0 ? 'ok' : `failed${hint === undefined ? '' : ` (${hint})`}`;
  say(`${name.padEnd(6)}  ${word}, ${seconds(since)}${code === 0 ? '' : `\n${output.trimEnd()}`}`);
  return code;
}
