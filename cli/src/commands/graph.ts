/** `wireside graph`: draws a graph of a TCP stream as an SVG file. */
import { GRAPH_KINDS, graphSvg } from '@wireside/wire';
import type { GraphKind, Side } from '@wireside/wire';
import type { Command } from 'commander';
import { Option } from 'commander';
import { sideName, wholeNumber } from '../parse.ts';
import { Output } from '../packets/output.ts';
import { warnOfDamage } from '../packets/read-capture.ts';
import { openRecorded, RUN_OR_FILE } from '../packets/recorded.ts';
import { busierSide, checkStream } from '../packets/streams.ts';
import { writeText } from '../write-text.ts';

/** The options of the command. */
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
    .description('draw a graph of a TCP stream as an SVG image, which every browser shows')
    .argument('<run-or-file>', RUN_OR_FILE)
    .option('--stream <n>', 'the TCP stream, counted from 0', wholeNumber(0), 0)
    .addOption(
      new Option('--kind <kind>', 'the kind of graph; stevens and tcptrace show sequence numbers over time')
        .choices(GRAPH_KINDS)
        .default('stevens'),
    )
    .option(
      '--direction <side>',
      'the side whose data is drawn: client or server (default: the one that sent more)',
      sideName,
    )
    .option('-o, --output <file>', 'the file to write (default: standard output)')
    .action(async (what: string, options: Options) => {
      const { capture } = await openRecorded(what);
      warnOfDamage(capture);
      checkStream(capture, 'tcp', options.stream);
      const direction = options.direction ?? busierSide(capture, options.stream);
      const svg = graphSvg(capture, options.kind, { stream: options.stream, direction });
      if (options.output === undefined || options.output === '-') {
        const output = new Output();
        await output.write(svg);
        return output.flush();
      }
      writeText(options.output, svg);
    });
}
