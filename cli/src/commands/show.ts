/** `wireside show`: a recorded run as a picture or as lists. */
import { ladder, type LadderOptions, readTrace, ribbon, type Trace } from '@wireside/trace';
import { type Command, InvalidArgumentError } from 'commander';
import { terminalOf } from '../terminal/environment.ts';
import { type LadderView, renderLadder } from '../terminal/render-ladder.ts';
import { renderCalls, renderOutput, renderPackets } from '../terminal/render-lists.ts';
import { renderRibbon } from '../terminal/render-ribbon.ts';
import type { Terminal } from '../terminal/spans.ts';
import { messagesOfRun } from './messages.ts';

/** What is shown of a run; the ladder unless something else is named. */
export interface ShowOptions {
  calls?: true;
  packets?: true;
  ladder?: true;
  ribbon?: true;
  output?: true;
  all?: true;
  width?: number;
}

/** Rows of a list; more scroll away unread. */
const ROWS = 200;

/** Registers the command. */
export function showCommand(program: Command): void {
  program
    .command('show')
    .description('Show a recorded run: calls, packets and peer on one time axis.')
    .argument('<run>', 'folder of a run, as `wireside run` or `wireside judge --keep` leaves it')
    .option(
      '--ladder',
      'calls left, packets in the middle, peer right (what is shown unless you say otherwise)',
    )
    .option('--ribbon', 'each message of the peer: its send, its packets, its calls, its line')
    .option('--calls', "the program's calls")
    .option('--packets', 'the packets, with the calls that sent and received their bytes')
    .option('--output', 'the lines that the program printed')
    .option('--all', 'every row: nothing is folded or left out')
    .option('--width <columns>', 'columns to draw in', columnsOf)
    .action((folder: string, options: ShowOptions) => {
      const terminal = terminalOf(process.env, process.stdout, options.width);
      process.stdout.write(showText(readTrace(folder), options, terminal));
    });
}

/** The ladder of a trace, with the messages of its peer told apart. */
export function ladderText(trace: Trace, view: LadderView, options: LadderOptions = {}): string {
  const messages = messagesOfRun(trace);
  return renderLadder(ladder(trace, { ...(messages === undefined ? {} : { messages }), ...options }), view);
}

/** What `wireside show` prints of a trace: each part asked for, in the order of the options. */
export function showText(trace: Trace, options: ShowOptions, terminal: Terminal): string {
  const limit = options.all ? Infinity : ROWS;
  const list = { ...terminal, limit };
  const parts: string[] = [];
  const others = options.ribbon ?? options.calls ?? options.packets ?? options.output;
  if (options.ladder || !others) {
    parts.push(ladderText(trace, terminal, options.all ? { fold: false, limit } : {}));
  }
  if (options.ribbon) parts.push(renderRibbon(ribbon(trace, messagesOfRun(trace)), list));
  if (options.calls) parts.push(renderCalls(trace, list));
  if (options.packets) parts.push(renderPackets(trace, list));
  if (options.output) parts.push(renderOutput(trace, list));
  return parts.join('\n');
}

function columnsOf(text: string): number {
  const columns = Number(text);
  if (!Number.isInteger(columns) || columns < 20) {
    throw new InvalidArgumentError('A whole number from 20 on is needed.');
  }
  return columns;
}
