/** `wireside explain`: what went wrong in a run or in a capture, and on request all that happened. */
import type { Finding, Model } from '@wireside/trace';
import { findings } from '@wireside/trace';
import { captureFindings, explain, explanationText } from '@wireside/wire';
import type { ExplainOptions, StreamTopic } from '@wireside/wire';
import { explainLab } from '@wireside/wire/lab';
import type { Command } from 'commander';
import { countFindings, renderFindings } from '../findings/render.ts';
import { columns, wholeNumber } from '../parse.ts';
import { Output } from '../packets/output.ts';
import { warnOfDamage } from '../packets/read-capture.ts';
import { openRecorded, RUN_OR_FILE, systemClosings } from '../packets/recorded.ts';
import type { Recorded } from '../packets/recorded.ts';
import { checkStream } from '../packets/streams.ts';
import { terminalOf } from '../terminal/environment.ts';

/** The options of the command. */
interface Options {
  stream?: number;
  story?: true;
  packets?: number;
  json?: true;
  width?: number;
}

/** What is explained. */
interface Subject extends Recorded {
  readonly findings: readonly Finding[];
}

const HELP = `
Each thing that went wrong is told in one to three sentences, with what to change and where to see it. Rules are silent
where they are not certain: that nothing was found does not prove that all is right. A run tells more than a capture,
which has no calls and no output. The rules are listed in docs/findings.md.

Exit status: 0 when nothing wrong was found, 1 when something was, 2 when the run is inconclusive.`;

/** Registers the command. */
export function explainCommand(program: Command): void {
  program
    .command('explain')
    .description('tell what went wrong in a run or in a capture, with the evidence')
    .argument('<run-or-file>', RUN_OR_FILE)
    .option('--stream <n>', 'only this TCP stream, counted from 0', wholeNumber(0))
    .option('--story', 'tell after that all that happened, conversation by conversation')
    .option(
      '--packets <n>',
      'maximum number of packets explained one by one in each stream of the story (default: 12)',
      wholeNumber(0),
    )
    .option('--width <columns>', 'break lines at this width', columns)
    .option('--json', 'print findings, and the story if asked for, as one JSON object')
    .addHelpText('after', HELP)
    .action(async (what: string, options: Options) => {
      const subject = await open(what);
      const { capture, model } = subject;
      warnOfDamage(capture);
      if (options.stream !== undefined) checkStream(capture, 'tcp', options.stream);
      const found = subject.findings.filter(
        ({ stream }) => options.stream === undefined || stream === options.stream,
      );
      const output = new Output();
      await output.write(
        options.json
          ? jsonText({ ...subject, findings: found }, options)
          : text({ ...subject, findings: found }, options),
      );
      await output.flush();
      process.exitCode =
        (model?.run.faults.length ?? 0) > 0 ? 2 : found.some(({ severity }) => severity === 'wrong') ? 1 : 0;
    });
}

/** A run or a capture, and what the rules find in it. */
async function open(what: string): Promise<Subject> {
  const recorded = await openRecorded(what);
  const { capture, model } = recorded;
  if (model !== undefined) return { ...recorded, findings: findings(model) };
  const found = captureFindings(capture).map(({ packets, ...one }): Finding => ({
    ...one,
    evidence: packets.map((packet) => ({ packet })),
  }));
  return { capture, findings: found };
}

function storyOf({ capture, model }: Subject, { stream, packets }: Options): ReturnType<typeof explain> {
  const how: ExplainOptions = {
    streamTopics: [explainLab, ...(model === undefined ? [] : [closings(model)])],
  };
  if (stream !== undefined) how.stream = stream;
  if (packets !== undefined) how.packets = packets;
  return explain(capture, how);
}

function closings(model: Model): StreamTopic {
  const told = systemClosings(model);
  return (_, { stream }) => told(stream);
}

function jsonText(subject: Subject, options: Options): string {
  const faults = subject.model?.run.faults ?? [];
  const whole = {
    findings: subject.findings,
    ...(faults.length > 0 ? { inconclusive: faults } : {}),
    ...(options.story ? storyOf(subject, options) : {}),
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

function text(subject: Subject, options: Options): string {
  const { findings: found, model, run } = subject;
  const terminal = terminalOf(process.env, process.stdout, options.width);
  const programs = model?.actors.filter(({ kind }) => kind === 'program').length ?? 0;
  const view = { ...terminal, ...(run === undefined ? {} : { run }), isNamed: programs > 1 };
  const parts = [
    ...(found.length > 0 ? [renderFindings(found, view)] : []),
    ...(model?.run.faults ?? []).map((fault) => `inconclusive, a fault of Wireside: ${fault}\n`),
    `${countFindings(found)}${options.story ? '' : ' --story tells all that happened.'}\n`,
    ...(options.story ? [explanationText(storyOf(subject, options), terminal.width)] : []),
  ];
  return parts.join('\n');
}
