/** `wireside packets`: the packets of a capture, one line each; their fields, a tree, or JSON. */
import type { Capture } from '@wireside/wire';
import type { Command } from 'commander';
import { fieldLine, fieldNames, treeJson, treeText } from '../packets/fields.ts';
import { wantedBy } from '../packets/filter.ts';
import { wholeNumber } from '../packets/numbers.ts';
import { Output } from '../packets/output.ts';
import { readCapture, readLive, warnOfDamage } from '../packets/read-capture.ts';
import { terminalOf } from '../terminal/environment.ts';
import { escape } from '../terminal/escape.ts';
import { cutText } from '../terminal/width.ts';
import { UsageError } from '../usage-error.ts';

/** What the command line may say. */
export interface PacketsOptions {
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
    .description("List a capture's packets, one line each.")
    .argument(
      '<file>',
      'a pcap or pcapng file, packed with gzip or not; - is standard input, read as it comes',
    )
    .option('-Y, --filter <filter>', "only packets that fulfil a display filter (Wireshark's language)")
    .option('--fields <names>', 'these fields, with tabs between them, such as frame.number,ip.src,tcp.len')
    .option('--tree <n>', 'everything that is in packet n, with the bytes it was read from', wholeNumber(1))
    .option('--json', 'one JSON object a packet')
    .option('--live', 'go on reading while the file grows, until interrupted')
    .addHelpText(
      'after',
      `
Each line: number, seconds since the first packet, addresses, protocol, length, summary. Examples:
  wireside packets wire.pcapng -Y 'tcp.srcport == 5003 && tcp.len > 0'
  wireside packets wire.pcapng --fields frame.number,tcp.seq,tcp.len
  tcpdump -U -w - | wireside packets -`,
    )
    .action(packets);
}

async function packets(file: string, options: PacketsOptions): Promise<void> {
  const isWanted = wantedBy(options.filter);
  const output = new Output();
  if (options.tree !== undefined) {
    const capture = readCapture(file);
    warnOfDamage(capture);
    const row = rowOf(capture, options.tree);
    const text = options.json ? JSON.stringify(treeJson(capture, row), null, 2) : treeText(capture, row);
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
    const capture = readCapture(file);
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
export function summaryLine(capture: Capture, row: number): string {
  const { table, addresses } = capture;
  const nanos = table.between(0, row);
  const sign = nanos < 0 ? '-' : '';
  const micros = Math.floor(Math.abs(nanos) / 1000);
  const time = `${sign}${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
  const { protocol, info } = capture.summary(row);
  const ends = `${addresses.text(table.source[row]!)} → ${addresses.text(table.destination[row]!)}`;
  return `${String(row + 1).padStart(5)} ${time.padStart(11)} ${ends} ${escape(protocol)} ${table.length[row]} ${escape(info)}`;
}

/** The row of a packet number. Throws a UsageError for a packet that there is not. */
function rowOf(capture: Capture, number: number): number {
  if (number <= capture.count) return number - 1;
  throw new UsageError(
    `There is no packet ${number}; the capture has ${capture.count}.`,
    'Packets count from 1; wireside packets lists them.',
  );
}
