/** `wireside anatomy`: a TCP connection of a run or of a capture, dissected field by field. */
import { anatomy, endpointText, graphSvg, tcpStreams } from '@wireside/wire';
import type { Capture, Side } from '@wireside/wire';
import type { Command } from 'commander';
import { anatomyJson, anatomyPage } from '../anatomy/page.ts';
import { columns, sideName, wholeNumber } from '../parse.ts';
import { Output } from '../packets/output.ts';
import { warnOfDamage } from '../packets/read-capture.ts';
import { networkDrops, openRecorded, RUN_OR_FILE, systemClosings } from '../packets/recorded.ts';
import { busierSide, checkStream } from '../packets/streams.ts';
import { terminalOf } from '../terminal/environment.ts';
import { writeText } from '../write-text.ts';

/** The options of the command. */
interface Options {
  stream: number;
  direction?: Side;
  svg?: string;
  all?: true;
  width?: number;
  json?: true;
}

/** Other streams of the capture that are listed. */
const MAX_OTHERS = 8;

/** Registers the command. */
export function anatomyCommand(program: Command): void {
  program
    .command('anatomy')
    .description(
      'dissect a TCP connection: handshake, data, close, each segment field by field; what was sent twice',
    )
    .argument('<run-or-file>', RUN_OR_FILE)
    .option('--stream <n>', 'the TCP stream, counted from 0', wholeNumber(0), 0)
    .option(
      '--direction <side>',
      'the side whose graph is drawn: client or server (default: the one that sent more)',
      sideName,
    )
    .option(
      '--svg <file>',
      'also write the time-sequence graph (Stevens) to this file, as wireside graph does',
    )
    .option('--all', 'every segment; nothing is left out')
    .option('--width <columns>', 'columns to draw in', columns)
    .option('--json', 'print one JSON object with the fields of all segments')
    .addHelpText(
      'after',
      `
Sequence numbers are relative to the first one of their direction; "on the wire" is the number in the header.
Times are seconds since the first packet of the capture.`,
    )
    .action(async (what: string, options: Options) => {
      const { capture, model } = await openRecorded(what);
      warnOfDamage(capture);
      const { stream } = options;
      checkStream(capture, 'tcp', stream);
      const direction = options.direction ?? busierSide(capture, stream);
      const page = {
        capture,
        anatomy: anatomy(capture, stream, options.all ? Infinity : undefined),
        direction,
        closings: model === undefined ? [] : systemClosings(model)(stream),
        drops: model === undefined ? [] : networkDrops(model),
        isWhole: options.all === true,
      };
      if (options.svg !== undefined)
        writeText(options.svg, graphSvg(capture, 'stevens', { stream, direction }));
      const output = new Output();
      await output.write(
        options.json
          ? `${JSON.stringify(anatomyJson(page), undefined, 2)}\n`
          : `${anatomyPage(page, terminalOf(process.env, process.stdout, options.width))}${others(capture, stream)}`,
      );
      await output.flush();
    });
}

/** The other connections of the capture, with the option that shows each. */
function others(capture: Capture, stream: number): string {
  const rest = tcpStreams(capture).filter(({ id }) => id !== stream);
  if (rest.length === 0) return '';
  const lines = rest
    .slice(0, MAX_OTHERS)
    .map(({ id, client, server }) => `--stream ${id}  ${endpointText(client)} and ${endpointText(server)}`);
  const more = rest.length > MAX_OTHERS ? [`and ${rest.length - MAX_OTHERS} more`] : [];
  return `\nOther connections\n${[...lines, ...more].map((line) => `${line}\n`).join('')}`;
}
