/** `wireside packets`: lists the packets of a capture; shows their fields, a tree, or JSON. */
import { escape } from '@wireside/trace';
import type { Capture } from '@wireside/wire';
import type { Command } from 'commander';
import { fieldLine, fieldNames, treeJson, treeText } from '../packets/fields.ts';
import { wantedBy } from '../packets/filter.ts';
import { wholeNumber } from '../parse.ts';
import { Output } from '../packets/output.ts';
import { readCapture, readLive, warnOfDamage } from '../packets/read-capture.ts';
import { terminalOf } from '../terminal/environment.ts';
import { cutText } from '../terminal/width.ts';
import { UsageError } from '../usage-error.ts';

/** The options of the command. */
interface PacketsOptions {
  filter?: string;
  fields?: string;
  tree?: number;
  json?: true;
  live?: true;
}

/** Registers the command. */
export function packetsCommand(program: Command): void {
  program
    .command('packets')
    .description('list the packets of a capture, one line each')
    .argument(
      '<file>',
      'a pcap or pcapng file, compressed with gzip or not; - is standard input, read as it arrives',
    )
    .option('-Y, --filter <filter>', "only packets that match a display filter (Wireshark's language)")
    .option('--fields <names>', 'print these fields, separated by tabs, such as frame.number,ip.src,tcp.len')
    .option(
      '--tree <n>',
      'show all fields of packet n, with the bytes that each was read from',
      wholeNumber(1),
    )
    .option('--json', 'print one JSON object for each packet')
    .option('--live', 'keep reading while the file grows, until interrupted')
    .addHelpText(
      'after',
      `
Each line: number, seconds since the first packet, addresses, protocol, length, summary.`,
    )
    .action(packets);
}

async function packets(file: string, options: PacketsOptions): Promise<void> {
  const isWanted = wantedBy(options.filter);
  const output = new Output();
  if (options.tree !== undefined) {
    const capture = await readCapture(file);
    warnOfDamage(capture);
    const row = rowOf(capture, options.tree);
    const text = options.json ? JSON.stringify(treeJson(capture, row), undefined, 2) : treeText(capture, row);
    await output.write(`${text}\n`);
    return output.flush();
  }
  const line = lineMaker(options);
  let row = 0;
  const print = async (capture: Capture): Promise<void> => {
    for (; row < capture.count; row++)
      if (isWanted(capture, row)) await output.write(`${line(capture, row)}\n`);
    await output.flush();
  };
  if (file === '-' || options.live) {
    const stop = new AbortController();
    if (options.live) process.once('SIGINT', () => stop.abort());
    warnOfDamage(await readLive(file, print, stop.signal));
  } else {
    const capture = await readCapture(file);
    await print(capture);
    warnOfDamage(capture);
  }
}

function lineMaker(options: PacketsOptions): (capture: Capture, row: number) => string {
  if (options.fields !== undefined) {
    const names = fieldNames(options.fields);
    if (!options.json) return (capture, row) => fieldLine(capture, row, names);
    return (capture, row) => {
      const values = fieldLine(capture, row, names).split('\t');
      return JSON.stringify(Object.fromEntries(names.map((name, i) => [name, values[i]])));
    };
  }
  if (options.json) return (capture, row) => JSON.stringify(capture.packet(row));
  if (!process.stdout.isTTY) return summaryLine;
  const { width } = terminalOf(process.env, process.stdout);
  return (capture, row) => cutText(summaryLine(capture, row), width);
}

/** `   4   0.012345 10.0.0.1 → 10.0.0.2 TCP 66 40000 → 5000 [ACK] Seq=1 Ack=1 Win=64240 Len=0`. */
function summaryLine(capture: Capture, row: number): string {
  const { table, addresses } = capture;
  const nanos = table.between(0, row);
  const sign = nanos < 0 ? '-' : '';
  const micros = Math.floor(Math.abs(nanos) / 1000);
  const time = `${sign}${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
  const { protocol, info } = capture.summary(row);
  const ends = `${addresses.text(table.source[row]!)} → ${addresses.text(table.destination[row]!)}`;
  return `${String(row + 1).padStart(5)} ${time.padStart(11)} ${ends} ${escape(protocol)} ${table.length[row]} ${escape(info)}`;
}

/** The row of a packet number. @throws {UsageError} when the capture has no such packet */
function rowOf(capture: Capture, number: number): number {
  if (number <= capture.count) return number - 1;
  throw new UsageError(
    `There is no packet ${number}; the capture has ${capture.count}.`,
    'Packets are numbered from 1; wireside packets lists them.',
  );
}
