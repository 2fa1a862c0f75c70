/** `wireside run`: any program on a bench, without a judgement. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  Bench,
  buildProgram,
  DEFAULT_LIMITS,
  ENVIRONMENT,
  type PeerRequest,
  type Program,
  readSource,
  type RunRequest,
} from '@wireside/bench';
import { caseRequest, findCases, findEdition, findPart } from '@wireside/lab';
import { outputBytes, readTrace, type RunDescription } from '@wireside/trace';
import { collect } from './collect.ts';
import { UsageError } from '../usage-error.ts';
import { newRunFolder } from '../run-folders.ts';

interface RunFlags {
  part: string;
  edition?: string;
  case?: string;
  peer?: string[];
  loss?: string;
  localhost?: boolean;
  seed?: string;
  keep?: string;
}

export function runCommand(program: Command): void {
  program
    .command('run')
    .description('run any program on a bench, without a judgement')
    .usage('[options] -- COMMAND [ARGUMENTS...]')
    .argument('<command...>', 'a command of the system, or a program: a file or a folder')
    .option('--part <part>', 'the part whose cases --case names', 'packetization')
    .option('--edition <name>', 'the edition of the lab')
    .option('--case <id>', 'the peers, the network and the limits of this case')
    .option('--peer <peer>', 'a reference server, with options: pmu,messages=5,segmentation=cut', collect)
    .option('--loss <percent>', 'packets lost in each direction, such as 10%')
    .option('--localhost', 'one host and its lo, instead of two hosts and a wire')
    .option('--seed <text>', 'where all chance comes from')
    .option('--keep <folder>', 'keep the run there')
    .action(async (words: string[], flags: RunFlags) => {
      const { run, folder } = await runProgram(words, flags);
      const trace = readTrace(folder);
      process.stdout.write(outputBytes(trace.output, 'stdout').bytes);
      process.stderr.write(outputBytes(trace.output, 'stderr').bytes);
      process.stderr.write(`${summary(run, folder)}\n`);
      process.exitCode =
        run.faults.length > 0 ? 2 : run.ended?.reason === 'exited' && run.ended.code === 0 ? 0 : 1;
    });
}

async function runProgram(
  words: string[],
  flags: RunFlags,
): Promise<{ run: RunDescription; folder: string }> {
  const bench = Bench.open();
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  try {
    const [first = '', ...rest] = words;
    const program = existsSync(first)
      ? await buildProgram(bench, readSource(first))
      : { files: [], command: [first], environment: { ...ENVIRONMENT } };
    const request = runRequest(program, rest, flags);
    const folder = flags.keep === undefined ? newRunFolder(`run-${basename(first)}`) : resolve(flags.keep);
    return { run: await bench.run(request, folder, abort.signal), folder };
  } finally {
    await bench.close();
  }
}

function runRequest(program: Program, args: string[], flags: RunFlags): RunRequest {
  const seed = flags.seed ?? randomBytes(4).toString('hex');
  const common = {
    ...(flags.loss === undefined ? {} : { loss: percent(flags.loss) }),
    ...(flags.peer === undefined ? {} : { peers: flags.peer.map(peerRequest) }),
    ...(flags.localhost === true ? { network: 'localhost' as const } : {}),
  };
  if (flags.case !== undefined) {
    const part = findPart(flags.part);
    const edition = findEdition(part, flags.edition);
    const [found] = findCases(part, [flags.case]);
    if (found === undefined) throw new TypeError('findCases gave nothing');
    const request = caseRequest(program, found, { part, edition, seed });
    return { ...request, ...common, arguments: args.length > 0 ? args : request.arguments };
  }
  return {
    program,
    arguments: args,
    input: new Uint8Array(0),
    network: 'wire',
    names: [{ name: 'pmu.lab', host: 'server' }],
    loss: 0,
    peers: [],
    limits: DEFAULT_LIMITS,
    seed,
    ...common,
  };
}

function percent(text: string): number {
  const value = Number(text.replace(/%$/, ''));
  if (Number.isFinite(value) && value >= 0 && value <= 50) return value;
  throw new UsageError(`--loss ${text} is no share of packets.`, 'Give a number from 0 to 50, such as 10%.');
}

/** `pmu,messages=5,flood.text=utf8`. */
function peerRequest(text: string): PeerRequest {
  const [name = '', ...pairs] = text.split(',');
  const options: Record<string, unknown> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1)
      throw new UsageError(
        `--peer ${text}: "${pair}" is no option.`,
        'Write name=value, such as messages=5.',
      );
    options[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return { name, options };
}

function summary(run: RunDescription, folder: string): string {
  const { ended } = run;
  const how =
    ended === undefined
      ? 'did not end'
      : ended.reason === 'exited'
        ? `ended with status ${ended.code}`
        : `ended: ${ended.limit === undefined ? (ended.signal ?? ended.reason) : `over the limit "${ended.limit}"`}`;
  const faults = run.faults.map((fault) => `\ninconclusive, our fault: ${fault}`).join('');
  return `-- the program ${how}; ${run.capture?.packets ?? 0} packets\n-- wireside show ${folder}${faults}`;
}
