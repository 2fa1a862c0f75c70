/** `wireside runs`: lists the runs that are kept, and removes old ones. */
import type { Command } from 'commander';
import { isRunning, KEEP_RULE, keptRuns, pruneRuns, stateFolder } from '../run-folders.ts';
import type { KeptRun } from '../run-summary.ts';
import { resultOf } from '../run-summary.ts';
import { terminalOf } from '../terminal/environment.ts';
import { span } from '../terminal/spans.ts';
import { renderTable } from '../terminal/table.ts';
import { UsageError } from '../usage-error.ts';

/** Maximum width of an entry in a list, in columns. */
const MAX_WHAT = 34;
const MAX_RESULT = 22;

/** Registers the command. */
export function runsCommand(program: Command): void {
  program
    .command('runs')
    .description('list the runs that are kept, newest first')
    .option('--json', 'print the list as one JSON array')
    .option('--prune', 'remove old runs now')
    .addHelpText('after', () => `\n${KEEP_RULE}\nThey are in ${stateFolder()}`)
    .action(({ json, prune }: { json?: true; prune?: true }) => {
      const pruned = prune ? pruneRuns() : undefined;
      const kept = keptRuns();
      process.stdout.write(json ? `${JSON.stringify(kept.map(plain), undefined, 2)}\n` : listText(kept));
      if (pruned === undefined) return;
      const { removed, refused } = pruned;
      process.stderr.write(`Removed ${countText(removed)}.\n`);
      if (refused.length > 0) throw notRemoved(refused);
    });
}

function notRemoved(refused: readonly KeptRun[]): UsageError {
  const folders = refused.map(({ folder }) => `  ${folder}`).join('\n');
  return new UsageError(
    `You are not permitted to remove ${countText(refused)}:\n${folders}`,
    'Check the owner and the mode of the folders: ls -ld FOLDER',
  );
}

/** `1 run`, `2 runs`. */
const countText = ({ length }: readonly KeptRun[]): string => `${length} ${length === 1 ? 'run' : 'runs'}`;

function listText(kept: readonly KeptRun[], now = Date.now()): string {
  if (kept.length === 0) return 'No runs are kept yet; wireside run and wireside judge make some.\n';
  const rows = kept.map((run) => {
    const { id, runs, time, size } = run;
    return [id, ageText(now - time), whatText(runs), resultText(run), sizeText(size)].map((text) => [
      span(text),
    ]);
  });
  const table = renderTable(
    [
      { title: 'id' },
      { title: 'age', align: 'right' },
      { title: 'part/case or command', max: MAX_WHAT },
      { title: 'result', max: MAX_RESULT },
      { title: 'size' },
    ],
    rows,
    terminalOf(process.env, process.stdout),
  );
  return `${table}wireside show ID shows one; wireside show last the newest.\n`;
}

/** One run by its case or command; several by the part and their number. */
function whatText(runs: KeptRun['runs']): string {
  const [first] = runs;
  if (first === undefined) return '';
  if (runs.length === 1) return first.what;
  const part = first.what.includes('/') ? `${first.what.split('/')[0]}, ` : '';
  return `${part}${runs.length} cases`;
}

const resultText = (run: KeptRun): string => (isRunning(run) ? 'under way' : resultOf(run.runs));

function plain(run: KeptRun): object {
  const { id, folder, runs, time, size } = run;
  return {
    id,
    folder,
    time: new Date(time).toISOString(),
    size,
    result: resultText(run),
    runs: runs.map(({ name, folder: own, what, result, verdict }) => ({
      name,
      folder: own,
      what,
      result,
      verdict,
    })),
  };
}

/** Milliseconds as an age: `40 s`, `5 min`, `3 h`, `2 days`. */
export function ageText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  const days = Math.floor(seconds / 86_400);
  return days === 1 ? '1 day' : `${days} days`;
}

/** Bytes in the largest unit that gives at least one: `1.4 MiB`. */
export function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 'bytes';
  for (const next of ['KiB', 'MiB', 'GiB']) {
    if (size < 1024) break;
    size /= 1024;
    unit = next;
  }
  return `${unit === 'bytes' || size >= 10 ? Math.round(size) : size.toFixed(1)} ${unit}`;
}
