/** `wireside capture`: writes the packets of an interface to a file, through dumpcap or tcpdump. */
import { escape } from '@wireside/trace';
import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { captureCall, isPermission, permissionHelp } from '../packets/capture-tool.ts';
import type { ToolCall } from '../packets/capture-tool.ts';
import { wholeNumber } from '../parse.ts';
import { UsageError } from '../usage-error.ts';

/** The options of the command. */
interface Options {
  interface: string;
  write: string;
  count?: number;
}

/** Maximum number of characters kept of the tool's error messages. */
const MAX_COMPLAINT = 4_000;

/** Registers the command. */
export function captureCommand(program: Command): void {
  program
    .command('capture')
    .description('capture the packets of an interface in a file, until interrupted')
    .argument('[filter]', 'a capture filter (pcap-filter(7)), such as "tcp port 5003"')
    .requiredOption('-i, --interface <name>', 'the interface, such as eth0, lo or en0')
    .requiredOption('-w, --write <file>', 'the file to write; - is standard output, for wireside packets -')
    .option('-c, --count <n>', 'stop after this many packets', wholeNumber(1))
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
      'Neither dumpcap nor tcpdump is installed. One of them is needed to capture.',
      'Debian, Ubuntu: sudo apt install tcpdump. macOS has tcpdump; on Windows, Wireshark brings dumpcap.\n' +
        'wireside doctor shows everything that is missing.',
    );
  }
  const complaint = await run(call);
  if (complaint === undefined) return;
  if (isPermission(complaint)) {
    throw new UsageError(
      `You are not permitted to capture on ${escape(options.interface)}.`,
      permissionHelp(call, process.platform),
    );
  }
  throw new UsageError(
    `${call.name} could not capture: ${escape(lastLines(complaint))}`,
    `${call.name} -D lists the interfaces. Capture filters differ from display filters; see pcap-filter(7).`,
  );
}

/** Runs the tool until it ends or the user interrupts it. Returns its error messages if it failed. */
async function run(call: ToolCall): Promise<string | undefined> {
  const child = spawn(call.program, call.args, { stdio: ['ignore', 'inherit', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-MAX_COMPLAINT);
  });
  let isInterrupted = false;
  // A terminal sends the signal to the tool as well; it writes what it has before it ends.
  const stop = (): void => {
    isInterrupted = true;
    child.kill('SIGINT');
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  if (process.stderr.isTTY) process.stderr.write('Capturing. Press Ctrl-C to stop.\n');
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject).on('close', resolve);
    });
    if (status === 0 || isInterrupted) {
      const counted = /(\d+) packets? (captured|received)|Packets captured: (\d+)/.exec(complaint);
      if (process.stderr.isTTY && counted) process.stderr.write(`${counted[0]}\n`);
      return undefined;
    }
    return complaint === '' ? `exit status ${status}` : complaint;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' ');
}
