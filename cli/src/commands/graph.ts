/** `wireside graph`: a graph of a TCP stream as an SVG file. */
import { writeFileSync } from 'node:fs';
import { GRAPH_KINDS, graphSvg } from '@wireside/wire';
import type { GraphKind, Side } from '@wireside/wire';
import { type Command, Option } from 'commander';
import { sideName, wholeNumber } from '../packets/numbers.ts';
import { Output } from '../packets/output.ts';
import { readCapture, warnOfDamage } from '../packets/read-capture.ts';
import { busierSide, checkStream } from '../packets/streams.ts';
import { UsageError } from '../usage-error.ts';

/** What the command line may say. */
interface Options {
  stream: number;
  kind: GraphKind;
  direction?: Side;
  output?: string;
}

/** Registers the command. */
export function graphCommand(program: Command): void {
  program
    .command('graph')
    .description("Draw a TCP stream's graph as an SVG that every browser shows.")
    .argument('<file>', 'a pcap or pcapng file, packed with gzip or not; - is standard input')
    .option('--stream <n>', 'the TCP stream, counted from 0', wholeNumber(0), 0)
    .addOption(
      new Option('--kind <kind>', 'stevens and tcptrace show sequence numbers over time')
        .choices(GRAPH_KINDS)
        .default('stevens'),
    )
    .option(
      '--direction <side>',
      'whose data, client or server; of the one who sent more unless you say',
      sideName,
    )
    .option('-o, --output <file>', 'where to write it; standard output unless you say')
    .action(async (file: string, options: Options) => {
      const capture = readCapture(file);
      warnOfDamage(capture);
      checkStream(capture, 'tcp', options.stream);
      const direction = options.direction ?? busierSide(capture, options.stream);
      const svg = graphSvg(capture, options.kind, { stream: options.stream, direction });
      if (options.output === undefined || options.output === '-') {
        const output = new Output();
        await output.write(svg);
        return output.flush();
      }
      try {
        writeFileSync(options.output, svg);
      } catch (error) {
        throw new UsageError(
          `${options.output} cannot be written: ${(error as Error).message}`,
          'Name a file in a folder that exists and that is yours.',
        );
      }
    });
}
