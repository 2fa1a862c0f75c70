/** Measures the library in a separate process: `child.js TASK FILE [FILTER]` prints one line of JSON. */
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { MARK, NO_STREAM, TRAITS, compileFilter, openCapture, openCaptureStream } from '@wireside/wire';
import type { Capture, RuleSet } from '@wireside/wire';
import type { Measured } from './measured.ts';

const TURNS = 7;
/** As many packets as a list shows at once, and more. */
const FIRST = 1000;

const [task = '', file = '', text = '', output = ''] = process.argv.slice(2);

const done = await run();
if (done) process.stdout.write(`${JSON.stringify(done)}\n`);

async function run(): Promise<Measured | undefined> {
  switch (task) {
    case 'index':
      return index(readFileSync(file));
    case 'filter':
      return filter(openCapture(readFileSync(file)), text);
    case 'memory':
      return memory();
    case 'first':
      return first();
    case 'fields':
      return fields(openCapture(readFileSync(file), { rules: text as RuleSet }));
    default:
      return numbers(openCapture(readFileSync(file)), text);
  }
}

function repeated(turns: number, work: () => number): Measured {
  const measured: Measured = { packets: 0, wall: [], user: [] };
  for (let turn = 0; turn < turns; turn++) {
    const [since, used] = [performance.now(), process.cpuUsage()];
    measured.packets = work();
    measured.wall.push(performance.now() - since);
    measured.user.push(process.cpuUsage(used).user / 1000);
  }
  return measured;
}

function index(bytes: Uint8Array): Measured {
  return repeated(TURNS, () => openCapture(bytes).count);
}

/** The time of a filter with its compilation; `packets` are those that it found. */
function filter(capture: Capture, wanted: string): Measured {
  return repeated(TURNS, () => compileFilter(wanted).filter!.rows(capture).length);
}

/** The most memory that the process had, before it read the file and after it was indexed. */
function memory(): Measured {
  const before = peak();
  const capture = openCapture(readFileSync(file));
  return { packets: capture.count, wall: [], user: [], before, peak: peak() };
}

/** Peak memory of this process in bytes; proc(5). */
function peak(): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? 0) * 1024;
}

/** Until a list could show the first thousand packets of a file that is still being read, in the pieces that Node gives. */
async function first(): Promise<Measured> {
  const [since, used] = [performance.now(), process.cpuUsage()];
  const stop = new Error('seen');
  let shown = 0;
  const progress = (capture: Capture): void => {
    if (capture.count < FIRST) return;
    for (; shown < FIRST; shown++) capture.packet(shown);
    throw stop;
  };
  try {
    await openCaptureStream(createReadStream(file), { progress });
  } catch (error) {
    if (error !== stop) throw error;
  }
  return {
    packets: shown,
    wall: [performance.now() - since],
    user: [process.cpuUsage(used).user / 1000],
  };
}

/** The same lines that tshark writes for `-e frame.number -e tcp.stream -e tcp.len -e tcp.analysis.retransmission`. */
async function fields({ count, table }: Capture): Promise<undefined> {
  const { traits, stream, payloadLength, marks } = table;
  await written(count, (row) => {
    const isTcp = (traits[row]! & TRAITS.tcp) !== 0 && stream[row] !== NO_STREAM;
    if (!isTcp) return `${row + 1}\t\t\t`;
    const isAgain = marks[row]! & MARK.retransmission;
    return `${row + 1}\t${stream[row]}\t${payloadLength[row]}\t${isAgain ? '1' : ''}`;
  });
}

/** The numbers of the packets that match a filter, one per line. */
async function numbers(capture: Capture, wanted: string): Promise<undefined> {
  const rows = compileFilter(wanted).filter!.rows(capture);
  await written(rows.length, (at) => String(rows[at]! + 1));
}

function written(count: number, line: (at: number) => string): Promise<void> {
  const stream = createWriteStream(output);
  let lines: string[] = [];
  for (let at = 0; at < count; at++) {
    lines.push(line(at));
    if (lines.length < 16_384 && at < count - 1) continue;
    stream.write(`${lines.join('\n')}\n`);
    lines = [];
  }
  return new Promise((resolve, reject) => {
    stream.on('error', reject);
    stream.end(resolve);
  });
}
