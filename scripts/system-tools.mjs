/** Installs the system's tools where it may, and otherwise says the one command to type. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { runQuietly, say, seconds } from './say.mjs';

/**
 * What the tests use besides the bench's own tools. `install` is false for what is too large to be installed
 * unasked; `file` is looked for where no command tells.
 * @type {readonly {command: string, package: string, tests: string, install?: false, file?: string}[]}
 */
const TEST_TOOLS = [
  { command: 'python3', package: 'python3', tests: 'Python programs' },
  { command: 'gcc', package: 'gcc', tests: 'C programs' },
  { command: 'cc', package: 'libc6-dev', tests: 'C programs', file: '/usr/include/stdio.h' },
  { command: 'g++', package: 'g++', tests: 'C++ programs' },
  { command: 'make', package: 'make', tests: 'programs with a Makefile' },
  { command: 'nc', package: 'netcat-openbsd', tests: 'shell programs with netcat' },
  { command: 'perl', package: 'perl', tests: 'Perl programs' },
  { command: 'ruby', package: 'ruby', tests: 'Ruby programs' },
  { command: 'go', package: 'golang-go', tests: 'Go programs' },
  { command: 'openssl', package: 'openssl', tests: 'certificates and their requests' },
  { command: 'curl', package: 'curl', tests: 'the page with curl' },
  { command: 'socat', package: 'socat', tests: 'peers with socat' },
  {
    command: 'python3',
    package: 'python3-websockets',
    tests: 'WebSocket with Python',
    file: '/usr/lib/python3/dist-packages/websockets/__init__.py',
  },
  { command: 'tshark', package: 'tshark', tests: 'the comparison with tshark' },
  { command: 'javac', package: 'default-jdk-headless', tests: 'Java programs', install: false },
  { command: 'rustc', package: 'rustc', tests: 'Rust programs', install: false },
];

/** Names what was asked for in vain, so that a machine without a network is not asked at every start. */
const ASKED = 'node_modules/.wireside-asked-for';
const ASK_AGAIN_AFTER = 24 * 3600 * 1000;
/** The longest that one call of apt-get may take, ms. */
const PATIENCE = 10 * 60 * 1000;

/**
 * Sees to the tools of the bench, and of the tests if `forTests`. Never fails: what is missing is named, and what
 * needs it is skipped or says so itself.
 * @param {boolean} forTests
 */
export async function prepareTools(forTests) {
  if (process.platform !== 'linux') return;
  // The table is the bench's own; it is built by now.
  const { findTool } = await import('../bench/dist/tool-path.js');
  const { installCommand, missingPackages } = await import('../bench/dist/doctor/tools.js');
  const lacking = () => {
    const isMissing = (/** @type {typeof TEST_TOOLS[number]} */ tool) =>
      tool.file === undefined ? findTool(tool.command) === null : !existsSync(tool.file);
    const tests = forTests ? TEST_TOOLS.filter(isMissing) : [];
    return { bench: /** @type {string[]} */ (missingPackages()), tests };
  };

  let { bench, tests } = lacking();
  const wanted = tests.filter((tool) => tool.install !== false).map((tool) => tool.package);
  const all = [...bench, ...wanted];
  if (all.length > 0 && mayInstall(findTool) && !wasAskedFor(all)) {
    const since = performance.now();
    say(`system tools: installing ${all.join(' ')} with apt-get`);
    await apt(['update']);
    // Apart, since one name that apt does not know makes it install nothing.
    for (const packages of [bench, wanted]) {
      if (packages.length > 0) await apt(['install', '--no-install-recommends', ...packages]);
    }
    writeFileSync(ASKED, all.join(' '));
    ({ bench, tests } = lacking());
    const left = [...bench, ...tests.filter((tool) => tool.install !== false)];
    say(`system tools: ${left.length === 0 ? 'installed' : 'partly installed'} in ${seconds(since)}`);
  }

  if (bench.length > 0) {
    say(`system tools: the bench needs what is missing here. Type: ${installCommand(bench)}`);
    say('system tools: going on with what works; npx wireside doctor tells more.');
  }
  if (tests.length > 0) {
    const packages = tests.map((tool) => tool.package);
    say(`system tools: skipped will be ${[...new Set(tests.map((tool) => tool.tests))].join(', ')}.`);
    say(`system tools: to have them, type: ${installCommand(packages)}`);
  }
}

/** @param {(name: string) => string | null} findTool */
function mayInstall(findTool) {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && findTool('apt-get') !== null;
}

/** @param {readonly string[]} packages */
function wasAskedFor(packages) {
  if (!existsSync(ASKED) || Date.now() - statSync(ASKED).mtimeMs > ASK_AGAIN_AFTER) return false;
  const asked = readFileSync(ASKED, 'utf8').split(' ');
  return packages.every((name) => asked.includes(name));
}

/**
 * Runs apt-get without questions; shows what it wrote only when it fails.
 * @param {readonly string[]} args
 */
async function apt(args) {
  const bounds = [
    '-o',
    'DPkg::Lock::Timeout=60',
    '-o',
    'Acquire::Retries=1',
    '-o',
    'Acquire::http::Timeout=20',
  ];
  const { code, output } = await runQuietly('apt-get', ['-y', '-qq', ...bounds, ...args], {
    timeout: PATIENCE,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (code !== 0) say(`system tools: apt-get ${args.join(' ')} failed (${code}):\n${output.trimEnd()}`);
}
