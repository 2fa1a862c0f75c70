/** The pages of the peers: each peer and option is on a page, and each command on it works and prints what the page says. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WHY_NO_NAMESPACES } from '@wireside/bench/testing';
import { clients, flagOf, peers } from '@wireside/peers';
import type { Option } from '@wireside/peers';
import { expect, test } from 'vitest';
import { MAIN, ROOT } from '../command/wireside.ts';

const FOLDER = join(ROOT, 'docs/peers');
/** The machine may be busy. ms. */
const TIMEOUT = 360_000;

/** The pages, with the peers and clients that each describes. */
const PAGES: Readonly<Record<string, { peers: readonly string[]; clients: readonly string[] }>> = {
  hello: { peers: ['hello'], clients: ['hello'] },
  echo: { peers: ['echo'], clients: ['echo'] },
  pmu: { peers: ['pmu'], clients: ['pdc'] },
  'pmu-udp': { peers: ['pmu-udp'], clients: ['pdc-udp'] },
  'pmu-tls': { peers: ['pmu-tls'], clients: ['pdc-tls'] },
  'pmu-websocket': { peers: ['pmu-websocket'], clients: ['pdc-websocket'] },
  tv: { peers: ['tv', 'tv-answerer', 'tv-recorder'], clients: ['receiver', 'sender'] },
  tls: { peers: ['tls'], clients: ['tls'] },
  chat: { peers: ['chat'], clients: ['chat'] },
  page: { peers: ['page', 'page-tls'], clients: ['page', 'page-tls'] },
  'tcp-client': { peers: [], clients: ['tcp-client'] },
  'udp-client': { peers: [], clients: ['udp-client'] },
};

const textOf = (page: string): string => readFileSync(join(FOLDER, `${page}.md`), 'utf8');

test('every peer and every client has its page, and every page is in the index', () => {
  const all = Object.values(PAGES);
  expect(all.flatMap((page) => page.peers).toSorted()).toEqual(Object.keys(peers).toSorted());
  expect(all.flatMap((page) => page.clients).toSorted()).toEqual(Object.keys(clients).toSorted());
  const names = readdirSync(FOLDER).filter((name) => name !== 'README.md');
  expect(names.toSorted()).toEqual(
    Object.keys(PAGES)
      .map((name) => `${name}.md`)
      .toSorted(),
  );
  for (const name of names) expect(textOf('README')).toContain(`(${name})`);
});

test.each(Object.entries(PAGES))(
  '%s: every option with its default and description, as in the code',
  (page, { peers: servers, clients: users }) => {
    // Tables are aligned with spaces, and bars in them are escaped.
    const text = textOf(page).replaceAll(/ +/g, ' ').replaceAll('\\|', '|');
    const tables = [
      ...servers.map((name) => peers[name as keyof typeof peers].options),
      ...users.map((name) => clients[name]!.options),
    ];
    for (const option of tables.flat()) expect(text).toContain(rowOf(option));
    const known = new Set(tables.flat().map(rowOf));
    const rows = text.split('\n').filter((line) => /^\| `(?:--|<)/.test(line));
    expect(rows.filter((row) => !known.has(row))).toEqual([]);
  },
);

test('the prototypes of the handouts take the options of their pages', () => {
  const help = (command: string): string => {
    const { stdout } = spawnSync(process.execPath, [MAIN, command, '--help'], { encoding: 'utf8' });
    return stdout;
  };
  const flagsOf = (options: readonly Option[]): string[] =>
    options.filter(({ argument }) => !argument).map(flagOf);
  const words = ['--port', '--certificate', '--key'];
  const securePmu = help('secure-pmu');
  for (const flag of flagsOf(peers['pmu-tls'].options))
    if (!words.includes(flag)) expect(securePmu).toContain(`${flag} <value>`);
  const pdc = help('pdc');
  for (const name of ['pdc', 'pdc-udp', 'pdc-tls', 'pdc-websocket'])
    for (const flag of flagsOf(clients[name]!.options)) expect(pdc).toContain(`${flag} <value>`);
  for (const name of ['receiver', 'sender', 'chat']) {
    const text = help(name);
    for (const flag of flagsOf(clients[name]!.options)) expect(text).toContain(`${flag} <value>`);
  }
});

/** The row of an option. */
function rowOf(option: Option): string {
  const name = option.argument ? `<${option.name}>` : flagOf(option);
  const { default: value } = option;
  const range = typeof value === 'object' ? `${value.min}-${value.max}` : JSON.stringify(value);
  return `| \`${name}\` | \`${value === '' ? '(none)' : range}\` | ${option.description} |`;
}

/** Commands to try, and what they print. */
interface Block {
  readonly lines: readonly string[];
  readonly printed: readonly string[];
}

function blocksOf(page: string): Block[] {
  const pairs = textOf(page).matchAll(/```sh\n([^]*?)```\s+```text\n([^]*?)```/g);
  const linesOf = (text = ''): string[] => text.split('\n').filter((line) => line !== '');
  return [...pairs].map(([, lines, printed]) => ({ lines: linesOf(lines), printed: linesOf(printed) }));
}

const blocks = Object.keys(PAGES).flatMap((page) => {
  const found = blocksOf(page);
  return found.length === 0
    ? [[page, { lines: [], printed: [] }] as const]
    : found.map((block) => [page, block] as const);
});

// Each has a network of its own, and spends most of its time waiting.
test.skipIf(WHY_NO_NAMESPACES !== undefined).concurrent.for(blocks)(
  '%s: its commands print what the page says',
  { timeout: TIMEOUT },
  async ([page, block]) => {
    expect(block.lines, `${page}.md has no lines to try`).not.toEqual([]);
    const folder = mkdtempSync(join(tmpdir(), 'wireside-docs-'));
    try {
      mkdirSync(join(folder, 'said'));
      await tryBlock(block, folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

/**
 * Runs the commands in a network of their own, where all ports are free. A server is ready when it says where it listens, a
 * receiver when it has joined the group. What runs in the background gets SIGINT when everything is printed.
 */
async function tryBlock({ lines, printed }: Block, folder: string): Promise<void> {
  const script = [
    'ip link set lo up; ip route add 224.0.0.0/4 dev lo',
    `npx() { shift; "${process.execPath}" "${MAIN}" "$@"; }`,
    'joined() { awk \'$1 == "010101E0" { print $2 }\' /proc/net/igmp; }',
    // Standard input of what runs in the background: it is open, and nothing comes.
    'mkfifo .quiet; exec 9<>.quiet',
    'behind=()',
    ...lines.map((line, i) => (line.endsWith(' &') ? startOf(line, i) : `{ ${line} ; } > said/${i} 2>&1`)),
    'echo typed > said/typed; read -r; kill -INT "${behind[@]}"; wait',
  ].join('\n');
  const shell = spawn('unshare', ['--map-root-user', '--net', '--kill-child', 'bash', '-c', script], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve) => shell.on('close', resolve));
  let complaint = '';
  shell.stderr.on('data', (bytes: Buffer) => (complaint += bytes.toString()));
  shell.stdin.on('error', () => {});
  // When all commands have ended, those in the background may still print something; they have this long for it, in ms.
  const LATE = 60_000;
  let typedAt = Infinity;
  let missing = missingIn(folder, printed);
  while (
    (missing.length > 0 || typedAt === Infinity) &&
    performance.now() < typedAt + LATE &&
    shell.exitCode === null
  ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (typedAt === Infinity && existsSync(join(folder, 'said/typed'))) typedAt = performance.now();
    missing = missingIn(folder, printed);
  }
  shell.stdin.end('\n');
  await closed;
  expect(missing, `${complaint}\n${saidIn(folder).join('\n')}`).toEqual([]);
}

/** A command in the background, and the wait until it is ready. */
function startOf(line: string, i: number): string {
  const command = line.slice(0, -2).replace(/^npx wireside/, `exec "${process.execPath}" "${MAIN}"`);
  const ready = / receiver /.test(line) ? '[ "$(joined)" != "$before" ]' : `grep -q ' listen' said/${i}`;
  return [
    'before=$(joined)',
    `( ${command} ) > said/${i} 2>&1 <&9 & pid=$!; behind+=($pid)`,
    `until ${ready}; do kill -0 $pid || break; read -rt 0.02 <> <(:) || true; done`,
  ].join('\n');
}

function saidIn(folder: string): string[] {
  return readdirSync(join(folder, 'said')).flatMap((name) =>
    readFileSync(join(folder, 'said', name), 'utf8').split('\n'),
  );
}

/** The expected lines that were not printed; each printed line counts for one only. */
function missingIn(folder: string, printed: readonly string[]): string[] {
  const said = saidIn(folder);
  return printed.filter((line) => {
    const pattern = new RegExp(
      `^${line
        .split('…')
        .map((part) => part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}$`,
    );
    const found = said.findIndex((each) => pattern.test(each.trimEnd()));
    if (found >= 0) said.splice(found, 1);
    return found < 0;
  });
}
