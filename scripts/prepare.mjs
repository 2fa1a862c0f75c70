/**
 * Prepares a clone and runs a task: `node scripts/prepare.mjs start|test|check|bench|build [args…]`.
 * On a prepared clone this only checks a few files: no npm, no apt-get.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installPackages } from './packages.mjs';
import { OUR_FAULT, run, say, seconds } from './say.mjs';

/** The packages with sources to build. */
const PACKAGES = ['wire', 'trace', 'judge', 'authority', 'peers', 'bench', 'lab', 'web', 'cli'];
/** Benchmarks by name. */
const BENCHMARKS = new Map([
  ['wire', 'benchmarks/dist/wire/main.js'],
  ['trace', 'benchmarks/dist/trace/main.js'],
  ['bench', 'benchmarks/dist/bench/main.js'],
  ['peers', 'benchmarks/dist/peers/main.js'],
]);

const [task = '', ...args] = process.argv.slice(2);
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.exitCode = await main();

async function main() {
  if (!['start', 'test', 'check', 'bench', 'build'].includes(task)) {
    say('usage: node scripts/prepare.mjs start|test|check|bench|build [arguments]');
    return OUR_FAULT;
  }
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  const least = engines.node.replace('>=', '');
  if (!isAtLeast(process.versions.node, least)) {
    say(`This is Node ${process.versions.node}; Wireside needs ${least} or later.`);
    say(
      'Debian 12 and 13 have it (apt-get install nodejs npm); for other systems see https://nodejs.org/en/download.',
    );
    return OUR_FAULT;
  }
  const installed = await installPackages();
  if (installed !== 0) return installed;

  if (task === 'test' || task === 'check') {
    const { check } = await import('./check.mjs');
    return check(args);
  }
  const { build, buildBenchmarks, isStale } = await import('./build.mjs');
  if (task === 'build' || isStale(PACKAGES)) {
    const since = performance.now();
    try {
      build();
    } catch {
      say('build: failed'); // the compiler said why
      return 1;
    }
    say(`build: done in ${seconds(since)}`);
  }
  if (task === 'build') return 0;

  const { prepareTools } = await import('./system-tools.mjs');
  await prepareTools(false);
  if (task === 'start') return run(process.execPath, ['cli/dist/main.js', 'demo', ...args]);
  buildBenchmarks();
  return benchmark();
}

/** Runs the benchmarks that the arguments name, or all. */
async function benchmark() {
  const wanted = args.length > 0 ? args : [...BENCHMARKS.keys()];
  const unknown = wanted.find((name) => !BENCHMARKS.has(name));
  if (unknown !== undefined) {
    say(`There is no benchmark "${unknown}". Available benchmarks: ${[...BENCHMARKS.keys()].join(', ')}.`);
    return OUR_FAULT;
  }
  for (const name of wanted) {
    const code = await run(process.execPath, [BENCHMARKS.get(name) ?? '']);
    if (code !== 0) return code;
  }
  return 0;
}

/**
 * @param {string} version
 * @param {string} least
 */
function isAtLeast(version, least) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
