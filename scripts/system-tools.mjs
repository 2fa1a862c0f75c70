/** Installs the system tools if it may; otherwise prints the one command to type. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { runQuietly, say, seconds } from './say.mjs';

/**
 * What the tests use besides the tools of the bench. `install` is false for what is too large, or does too much, to install
 * without asking; `file` is checked where no command shows that a package is there.
 * @type {readonly {command: string, package: string, tests: string, install?: boolean, file?: string}[]}
 */
const TEST_TOOLS = [
  { command: 'python3', package: 'python3', tests: 'Python programs' },
  { command: 'gcc', package: 'gcc', tests: 'C programs' },
  { command: 'cc', package: 'libc6-dev', tests: 'C programs', file: '/usr/include/stdio.h' },
  {
    command: 'cc',
    package: 'libssl-dev',
    tests: 'C programs that speak TLS',
    file: '/usr/include/openssl/ssl.h',
  },
  { command: 'g++', package: 'g++', tests: 'C++ programs' },
  { command: 'make', package: 'make', tests: 'programs with a Makefile' },
  { command: 'nc', package: 'netcat-openbsd', tests: 'shell programs with netcat' },
  { command: 'perl', package: 'perl', tests: 'Perl programs' },
  { command: 'ruby', package: 'ruby', tests: 'Ruby programs' },
  { command: 'go', package: 'golang-go', tests: 'Go programs' },
  { command: 'openssl', package: 'openssl', tests: 'certificates and their requests' },
  { command: 'curl', package: 'curl', tests: 'the page with curl' },
  { command: 'socat', package: 'socat', tests: 'peers with socat' },
  // Under systemd the package starts a server at once, which nobody asked for.
  { command: 'nginx', package: 'nginx-light', tests: 'nginx', install: !existsSync('/run/systemd/system') },
  {
    command: 'python3',
    package: 'python3-websockets',
    tests: 'WebSocket with Python',
    file: '/usr/lib/python3/dist-packages/websockets/__init__.py',
  },
  { command: 'tshark', package: 'tshark', tests: 'the comparison with tshark' },
  { command: 'chromium', package: 'chromium', tests: 'the page in a browser' },
  { command: 'javac', package: 'default-jdk-headless', tests: 'Java programs', install: false },
  { command: 'rustc', package: 'rustc', tests: 'Rust programs', install: false },
];

/** Names what could not be installed, so that a machine without a network does not try at every start. */
const ASKED = 'node_modules/.wireside-asked-for';
const ASK_AGAIN_AFTER = 24 * 3600 * 1000;
/** The longest that one apt-get command may take, ms. */
const APT_TIMEOUT = 10 * 60 * 1000;

/**
 * Installs the tools of the bench, and those of the tests if `forTests`. Never fails: it names what is missing, and
 * whatever needs it is skipped or says so itself.
 * @param {boolean} forTests
 */
export async function prepareTools(forTests) {
  if (process.platform !== 'linux') return;
  // The table belongs to the bench, which is built by now.
  const { findTool } = await import('../bench/dist/tool-path.js');
  const { installCommand, missingPackages } = await import('../bench/dist/doctor/tools.js');
  const missing = () => {
    const isMissing = (/** @type {typeof TEST_TOOLS[number]} */ tool) =>
      tool.file === undefined ? findTool(tool.command) === undefined : !existsSync(tool.file);
    const tests = forTests ? TEST_TOOLS.filter(isMissing) : [];
    return { bench: /** @type {string[]} */ (missingPackages()), tests };
  };

  let { bench, tests } = missing();
  const wanted = tests.filter((tool) => tool.install !== false).map((tool) => tool.package);
  const all = [...bench, ...wanted];
  if (all.length > 0 && mayInstall(findTool) && !wasAskedFor(all)) {
    const since = performance.now();
    say(`system tools: installing ${all.join(' ')} with apt-get`);
    await apt(['update']);
    // Two commands: one name that apt does not know makes it install nothing.
    for (const packages of [bench, wanted]) {
      if (packages.length > 0) await apt(['install', '--no-install-recommends', ...packages]);
    }
    writeFileSync(ASKED, all.join(' '));
    ({ bench, tests } = missing());
    const left = [...bench, ...tests.filter((tool) => tool.install !== false)];
    say(`system tools: ${left.length === 0 ? 'installed' : 'partly installed'} in ${seconds(since)}`);
  }

  if (bench.length > 0) {
    say(`system tools: the bench needs ${bench.join(', ')}. Type: ${installCommand(bench)}`);
    say('system tools: continuing with what works; npx wireside doctor says more.');
  }
  if (tests.length > 0) {
    const packages = tests.map((tool) => tool.package);
    say(
      `system tools: these tests will be skipped: ${[...new Set(tests.map((tool) => tool.tests))].join(', ')}.`,
    );
    say(`system tools: to run them, type: ${installCommand(packages)}`);
  }
}

/** @param {(name: string) => string | undefined} findTool */
function mayInstall(findTool) {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && findTool('apt-get') !== undefined;
}

/** @param {readonly string[]} packages */
function wasAskedFor(packages) {
  if (!existsSync(ASKED) || Date.now() - statSync(ASKED).mtimeMs > ASK_AGAIN_AFTER) return false;
  const asked = readFileSync(ASKED, 'utf8').split(' ');
  return packages.every((name) => asked.includes(name));
}

/**
 * Runs apt-get without questions; shows its output only when it fails.
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
    timeout: APT_TIMEOUT,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (code !== 0) say(`system tools: apt-get ${args.join(' ')} failed (${code}):\n${output.trimEnd()}`);
}
