/**
 * `npm run bench -- wire`: how fast the library reads, analyzes and filters a capture that this builds itself, in Node
 * and in a browser, and how fast tshark, tcptrace and tcpdump are with the same file in the same minutes. Machines
 * differ and are noisy: the ratios count.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserPath, inBrowser } from './browser.ts';
import { ended, median, ms, rate, row, say } from './measured.ts';
import type { Measured } from './measured.ts';
import { comparePeers } from './peers.ts';
import { makeFile } from './traffic.ts';

const BIG = { packets: 620_000, bytes: 400e6 };
const SMALL = { packets: 150_000, bytes: 100e6 };
/** Over columns alone, over messages reassembled from packets, over the bytes of every packet. */
const FILTERS = [
  'tcp.len > 0 && tcp.srcport == 443',
  'http.request.method == "GET"',
  'frame contains "session=ab"',
];

const folder = mkdtempSync(join(tmpdir(), 'wireside-benchmark-'));
try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const model = cpus()[0]?.model ?? 'unknown';
  say(`Benchmark of wire: ${availableParallelism()} processors (${model}), Node ${process.version}`);
  const file = join(folder, 'big.pcap');
  const { packets, bytes } = makeFile(file, BIG.packets, BIG.bytes);
  say(`A file of ${(bytes / 1e6).toFixed(0)} MB, ${packets} packets, the same in every run.`);
  await alone(file, packets, bytes);
  await comparePeers(file, packets, FILTERS, folder);
  rmSync(file);
  await inside(join(folder, 'small.pcap'));
}

/** A separate process for each task, so that none affects the next. */
async function measure(...task: string[]): Promise<Measured> {
  const { stdout } = await ended([process.execPath, join(import.meta.dirname, 'child.js'), ...task]);
  return JSON.parse(stdout) as Measured;
}

async function alone(file: string, packets: number, bytes: number): Promise<void> {
  say('\nIn a Node process, one core (median by user time; by wall time):');
  const index = await measure('index', file);
  const [wall, user] = [median(index.wall), median(index.user)];
  row('index with full TCP analysis', rate(packets, user), rate(packets, wall));
  row(
    '  the same in bytes',
    `${(bytes / user / 1000).toFixed(0)} MB/s`,
    `${(bytes / wall / 1000).toFixed(0)} MB/s`,
  );
  row('  the first time, the code still cold', rate(packets, index.user[0]!), rate(packets, index.wall[0]!));
  for (const text of FILTERS) {
    const found = await measure('filter', file, text);
    row(
      text,
      rate(packets, median(found.user)),
      `${rate(packets, median(found.wall))}; ${found.packets} packets`,
    );
    row('  the first time', rate(packets, found.user[0]!), rate(packets, found.wall[0]!));
  }
  const { before = NaN, peak = NaN } = await measure('memory', file);
  const beyond = (from: number): string => `${((peak - bytes - from) / packets).toFixed(0)} bytes`;
  row(
    'peak memory beyond the file, per packet',
    beyond(before),
    `${beyond(0)} with Node's own ${(before / 1e6).toFixed(0)} MB`,
  );
  const first: Measured[] = [];
  for (let turn = 0; turn < 5; turn++) first.push(await measure('first', file));
  const [firstUser, firstWall] = [
    median(first.flatMap((turn) => turn.user)),
    median(first.flatMap((turn) => turn.wall)),
  ];
  row(
    'opened to the first thousand packets ready to be shown',
    ms(firstUser),
    `${ms(firstWall)}; in a new process`,
  );
}

/** In the browser only wall time is available; the minimum is what other work on the machine disturbed least. */
async function inside(file: string): Promise<void> {
  const { packets, bytes } = makeFile(file, SMALL.packets, SMALL.bytes);
  say(
    `\nIn a Web Worker of Chromium, a file of ${(bytes / 1e6).toFixed(0)} MB, ${packets} packets (wall time, the least of seven):`,
  );
  const browser = browserPath();
  if (!browser)
    return row('in the browser', 'skipped', 'no chromium here (Debian: apt-get install chromium)');
  const node = Math.min(...(await measure('index', file)).wall);
  const { index, filter } = await inBrowser(browser, file, folder);
  const web = Math.min(...index.wall);
  row(
    'index with full TCP analysis',
    rate(packets, web),
    `${((node / web) * 100).toFixed(0)} % of Node's ${rate(packets, node)}`,
  );
  row(FILTERS[0]!, rate(packets, Math.min(...filter.wall)), `${filter.packets} packets`);
}
