/** `wireside experiment udp-loss`: runs a UDP client many times side by side, and estimates the loss. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { findEdition, findPart, sourceOf } from '@wireside/lab';
import { histogramSvg } from '../experiment/histogram.ts';
import type { Results } from '../experiment/report.ts';
import { renderResults } from '../experiment/report.ts';
import { EXPERIMENT_PART, MAX_LOSS, MAX_RUNS, runExperiment, runsAtOnce } from '../experiment/run.ts';
import { newSeed, withBench } from '../judging.ts';
import { labFolders, labsOption } from '../labs.ts';
import { percentage, wholeNumber } from '../parse.ts';
import { newRunFolder, removeUnused } from '../run-folders.ts';
import { terminalOf } from '../terminal/environment.ts';
import { writeText } from '../write-text.ts';

/** The options of the command. */
interface Flags {
  readonly runs: number;
  readonly loss: number;
  readonly edition?: string;
  readonly labs?: string[];
  readonly seed?: string;
  readonly parallel?: number;
  readonly keep?: string;
  readonly svg?: string;
  readonly json?: true;
}

const HELP = `
Each run has a network and a server of its own. The server leaves requests without an answer with the probability of
--loss, and changes from IPv4 to IPv6 and back every ten seconds. A round is one request on each family; the packets
are counted, not what the program says. Exit status: 0 when every run was acknowledged, 1 when one was not, 2 when
there was a fault of Wireside.`;

/** Registers the command. */
export function experimentCommand(program: Command): void {
  program
    .command('experiment')
    .description('run a program many times side by side, and count')
    .command('udp-loss')
    .description('estimate the loss from the requests that a UDP client sends until it is acknowledged')
    .argument(
      '<program>',
      'the program of the part udp: a file, or a folder with a script "run" or a Makefile',
    )
    .option('--runs <number>', 'number of runs', wholeNumber(1, MAX_RUNS), 60)
    .option('--loss <percent>', 'requests that get no answer, such as 20%', percentage(MAX_LOSS), 50)
    .option('--edition <name>', 'the edition of the lab (default: the one in lab.yaml)')
    .addOption(labsOption())
    .option('--seed <text>', 'random seed; the same seed loses the same requests (default: a new one)')
    .option(
      '--parallel <number>',
      'maximum number of runs at once (default: 60, or what the free memory allows)',
      wholeNumber(1),
    )
    .option('--keep <folder>', 'keep the runs in this folder (default: with those that wireside runs lists)')
    .option('--svg <file>', 'draw the distribution as an SVG image')
    .option('--json', 'print the results as one JSON object')
    .addHelpText('after', HELP)
    .action(udpLoss);
}

async function udpLoss(path: string, flags: Flags): Promise<void> {
  const part = findPart(EXPERIMENT_PART, labFolders(flags.labs));
  const source = sourceOf(part, path);
  const edition = findEdition(part, flags.edition);
  const seed = flags.seed ?? newSeed();
  const loss = flags.loss / 100;
  const made = flags.keep === undefined ? newRunFolder('udp-loss') : undefined;
  const folder = made ?? resolve(flags.keep ?? '');
  const isLive = process.stderr.isTTY && flags.json !== true;
  let done = 0;
  const onRun = (): void => {
    if (isLive) process.stderr.write(`\r${++done} of ${flags.runs} runs`);
  };
  try {
    const parallel = runsAtOnce(flags.runs, flags.parallel);
    const results = await withBench({ parallel }, (bench, signal) =>
      runExperiment(source, { part, edition, runs: flags.runs, loss, seed, bench, folder, signal, onRun }),
    );
    if (isLive) process.stderr.write('\r\u001b[K');
    print(results, flags);
  } finally {
    if (made !== undefined) removeUnused(made);
  }
}

function print(results: Results, { svg, json }: Flags): void {
  const { runs } = results;
  if (svg !== undefined) writeText(svg, histogramSvg(results));
  process.stdout.write(
    json === true
      ? `${JSON.stringify(results)}\n`
      : renderResults(results, terminalOf(process.env, process.stdout)),
  );
  const hasFault = runs.some(({ fault }) => fault !== undefined);
  process.exitCode = hasFault ? 2 : runs.every(({ isAcknowledged }) => isAcknowledged) ? 0 : 1;
}
