/** `wireside explain`: says in words what happened in a capture. */
import { explain, explanationText } from '@wireside/wire';
import type { ExplainOptions } from '@wireside/wire';
import type { Command } from 'commander';
import { wholeNumber } from '../packets/numbers.ts';
import { Output } from '../packets/output.ts';
import { readCapture, warnOfDamage } from '../packets/read-capture.ts';
import { checkStream } from '../packets/streams.ts';
import { terminalOf } from '../terminal/environment.ts';

/** What the command line may say. */
interface Options {
  stream?: number;
  packets?: number;
  json?: true;
  width?: number;
}

/** Registers the command. */
export function explainCommand(program: Command): void {
  program
    .command('explain')
    .description('Say in words what happened in a capture, connection by connection.')
    .argument('<file>', 'a pcap or pcapng file, packed with gzip or not; - is standard input')
    .option('--stream <n>', 'only this TCP stream, counted from 0', wholeNumber(0))
    .option(
      '--packets <n>',
      'remarks on single packets in each stream (12 unless you say otherwise)',
      wholeNumber(0),
    )
    .option('--width <columns>', 'break lines there', wholeNumber(20))
    .option('--json', 'sections and paragraphs with their packets, as one JSON object')
    .action(async (file: string, options: Options) => {
      const capture = readCapture(file);
      warnOfDamage(capture);
      if (options.stream !== undefined) checkStream(capture, 'tcp', options.stream);
      const how: ExplainOptions = {};
      if (options.stream !== undefined) how.stream = options.stream;
      if (options.packets !== undefined) how.packets = options.packets;
      const explanation = explain(capture, how);
      const { width } = terminalOf(process.env, process.stdout, options.width);
      const output = new Output();
      await output.write(
        options.json ? `${JSON.stringify(explanation, null, 2)}\n` : explanationText(explanation, width),
      );
      await output.flush();
    });
}
