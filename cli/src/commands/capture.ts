/** `wireside capture`: packets of an interface into a file, through dumpcap or tcpdump. */
import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { captureCall, isPermission, permissionHelp } from '../packets/capture-tool.ts';
import type { ToolCall } from '../packets/capture-tool.ts';
import { wholeNumber } from '../packets/numbers.ts';
import { escape } from '../terminal/escape.ts';
import { UsageError } from '../usage-error.ts';

/** What the command line may say. */
interface Options {
  interface: string;
  write: string;
  count?: number;
}

/** Characters kept of what the tool complains. */
const MOST_COMPLAINT = 4_000;

/** Registers the command. */
export function captureCommand(program: Command): void {
  program
    .command('capture')
    .description("Capture an interface's packets into a file, until interrupted.")
    .argument('[filter]', 'a capture filter (pcap-filter(7)), such as "tcp port 5003"')
    .requiredOption('-i, --interface <name>', 'the interface, such as eth0, lo or en0')
    .requiredOption('-w, --write <file>', 'the file; - is standard output, for wireside packets -')
    .option('-c, --count <n>', 'stop after so many packets', wholeNumber(1))
    .action(capture);
}

async function capture(filter: string | undefined, options: Options): Promise<void> {
  const call = captureCall({
    interface: options.interface,
    filter,
    file: options.write,
    count: options.count,
  });
  if (!call) {
    throw new UsageError(
      'Neither dumpcap nor tcpdump is installed, and one of them is needed to capture.',
      'Debian, Ubuntu: sudo apt install tcpdump. macOS has tcpdump; Windows gets dumpcap with Wireshark.',
    );
  }
  const complaint = await run(call);
  if (complaint === undefined) return;
  if (isPermission(complaint)) {
    throw new UsageError(
      `You may not capture on ${escape(options.interface)}.`,
      permissionHelp(call, process.platform),
    );
  }
  throw new UsageError(
    `${call.name} could not capture: ${escape(lastLines(complaint))}`,
    `Interfaces are listed by: ${call.name} -D. Capture filters are not display filters; see pcap-filter(7).`,
  );
}

/** Runs the tool until it ends or the user interrupts; gives what it complained where it failed. */
async function run(call: ToolCall): Promise<string | undefined> {
  const child = spawn(call.program, call.args, { stdio: ['ignore', 'inherit', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-MOST_COMPLAINT);
  });
  let isInterrupted = false;
  // The terminal sends the signal to the tool as well; both wait for it to write what it has.
  const stop = (): void => {
    isInterrupted = true;
    child.kill('SIGINT');
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  if (process.stderr.isTTY) process.stderr.write('Capturing. Ctrl-C ends it.\n');
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject).on('close', resolve);
    });
    if (status === 0 || isInterrupted) {
      const told = /(\d+) packets? (captured|received)|Packets captured: (\d+)/.exec(complaint);
      if (process.stderr.isTTY && told) process.stderr.write(`${told[0]}\n`);
      return undefined;
    }
    return complaint === '' ? `it ended with status ${status}` : complaint;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' ');
}
