/** `wireside show`: a recorded run as a picture or as lists. */
import { readVerdict } from '@wireside/lab';
import type { Evidence, Ladder, LadderOptions, Model } from '@wireside/trace';
import { evidenceText, ladder, LADDER_ROWS, rowShows } from '@wireside/trace';
import { openBeginning, openModel } from '@wireside/trace/node';
import type { Command } from 'commander';
import { columns, evidence } from '../parse.ts';
import { findRun } from '../run-folders.ts';
import { terminalOf } from '../terminal/environment.ts';
import type { LadderView } from '../terminal/render-ladder.ts';
import { renderLadder } from '../terminal/render-ladder.ts';
import { renderCalls, renderOutput, renderPackets, renderSockets } from '../terminal/render-lists.ts';
import { renderRibbon } from '../terminal/render-ribbon.ts';
import type { Terminal } from '../terminal/spans.ts';
import { UsageError } from '../usage-error.ts';
import { renderCase } from '../verdict/render.ts';

/** What is shown of a run; by default the ladder. */
export interface ShowOptions {
  readonly calls?: true;
  readonly packets?: true;
  readonly ladder?: true;
  readonly ribbon?: true;
  readonly output?: true;
  readonly sockets?: true;
  readonly actor?: string;
  readonly at?: readonly Evidence[];
  readonly all?: true;
  readonly width?: number;
}

/** Rows of a list by default; more scroll away unread. */
const MAX_ROWS = 200;

/** Registers the command. */
export function showCommand(program: Command): void {
  program
    .command('show')
    .description('show a recorded run: what each actor did, and the packets, on one time axis')
    .argument('<run>', 'the folder of a run, "last", or the beginning of an id in the list of wireside runs')
    .option('--ladder', 'a column for each actor, and the packets between them (default)')
    .option('--ribbon', 'each message of a peer: its send, packets, calls and line')
    .option('--calls', 'the calls of programs')
    .option('--packets', 'the packets, with the calls that sent and received their bytes')
    .option('--output', 'the lines that programs printed')
    .option('--sockets', 'the socket tables of the hosts, when programs listened, accepted and ended')
    .option('--actor <name>', 'only the calls and lines of this actor, with --calls and --output')
    .option(
      '--at <thing>',
      'only the rows around packet:N, call:N, line:N or peer:N, as wireside explain names them; may be repeated',
      evidence,
    )
    .option('--all', 'every row; nothing is folded or left out')
    .option('--width <columns>', 'columns to draw in', columns)
    .action(async (folder: string, options: ShowOptions) => {
      const terminal = terminalOf(process.env, process.stdout, options.width);
      const run = findRun(folder);
      const isWhole =
        options.all === true ||
        options.at !== undefined ||
        options.actor !== undefined ||
        showsOthers(options);
      const drawn = isWhole ? undefined : await firstScreen(run);
      process.stdout.write(
        drawn === undefined
          ? showText(await openModel(run), options, terminal)
          : renderLadder(drawn, terminal),
      );
      const verdict = showsOthers(options) ? undefined : readVerdict(run);
      if (verdict !== undefined) process.stdout.write(`\n${renderCase(verdict, terminal)}`);
    });
}

/** Calls and packets of a long run that are read first. */
const FIRST_RECORDS = 10_000;
/** Some more than are expected to be needed. */
const RESERVE = 1.3;

/** The ladder of a long run, of which only the beginning is read; undefined for a run that is read as a whole. */
async function firstScreen(run: string): Promise<Ladder | undefined> {
  const files = new Map<string, Uint8Array>();
  for (let records = FIRST_RECORDS; ;) {
    const beginning = await openBeginning(run, records, files);
    if (beginning === undefined) return undefined;
    const drawn = ladder(beginning.model, { left: beginning.left });
    if (drawn.rows.length > LADDER_ROWS) return drawn;
    // Much was folded: read more.
    records = Math.ceil(records * Math.max(2, (RESERVE * LADDER_ROWS) / drawn.rows.length));
  }
}

/** The ladder of a run. */
export function ladderText(model: Model, view: LadderView, options: LadderOptions = {}): string {
  return renderLadder(ladder(model, options), view);
}

/** What `wireside show` prints of a run: each part asked for, in the order of the options. */
export function showText(model: Model, options: ShowOptions, terminal: Terminal): string {
  const limit = options.all ? Infinity : MAX_ROWS;
  const { actor } = options;
  if (actor !== undefined && model.actor(actor) === undefined) {
    throw new UsageError(
      `This run has no actor ${actor}.`,
      `Its actors are ${model.actors.map(({ name }) => name).join(', ')}.`,
    );
  }
  const list = { ...terminal, limit, ...(actor === undefined ? {} : { actor }) };
  const parts: string[] = [];
  if (options.ladder || !showsOthers(options)) {
    parts.push(
      options.at === undefined
        ? ladderText(model, terminal, options.all ? { fold: false, limit } : {})
        : ladderAround(model, options.at, terminal, options.all === true),
    );
  }
  if (options.ribbon) parts.push(renderRibbon(model.ribbon, list));
  if (options.calls) parts.push(renderCalls(model, list));
  if (options.packets) parts.push(renderPackets(model, list));
  if (options.output) parts.push(renderOutput(model, list));
  if (options.sockets) parts.push(renderSockets(model, list));
  return parts.join('\n');
}

/** The rows around some evidence; folds do not swallow it. */
function ladderAround(
  model: Model,
  focus: readonly Evidence[],
  terminal: Terminal,
  isWhole: boolean,
): string {
  const drawn = ladder(model, { keep: focus, limit: Infinity, ...(isWhole ? { fold: false } : {}) });
  const missing = focus.find((one) => !drawn.rows.some((row) => rowShows(row, one)));
  if (missing !== undefined) {
    throw new UsageError(
      `The ladder of this run has no row for ${evidenceText([missing])}.`,
      'wireside show RUN --calls, --packets and --output list what it has.',
    );
  }
  return renderLadder(drawn, { ...terminal, focus });
}

/** Whether anything other than the ladder was requested. */
function showsOthers({ ribbon, calls, packets, output, sockets }: ShowOptions): boolean {
  return (ribbon ?? calls ?? packets ?? output ?? sockets) === true;
}
