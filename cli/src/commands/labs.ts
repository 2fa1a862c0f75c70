/** `wireside labs`: lists labs and their parts, makes one of a teacher's own, and checks the content of labs. */
import { escape } from '@wireside/trace';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import type { LabReport, Part } from '@wireside/lab';
import { makeLab, problemText, readLabs } from '@wireside/lab';
import { countText } from '@wireside/wire';
import { labFolders, labsOption } from '../labs.ts';
import { judgeSamples } from './labs-samples.ts';

/** Registers the command and `labs check`. */
export function labsCommand(program: Command): void {
  const command = program
    .command('labs')
    .description('list the labs and their parts')
    .addOption(labsOption())
    .option('--json', 'print the list as one JSON array')
    .action(({ labs, json }: { labs?: string[]; json?: true }) => {
      const reports = labFolders(labs).flatMap((folder) => readLabs(folder));
      process.stdout.write(
        json ? `${JSON.stringify(reports.map(plain), undefined, 2)}\n` : listText(reports),
      );
    });
  command
    .command('check')
    .description('report everything that is wrong with the files of labs')
    .argument('<folder>', 'a folder of labs, a lab, or a part')
    .option(
      '--samples',
      'also judge the programs in samples/correct and samples/incorrect of each part, which must pass and fail',
    )
    .action(check);
  command
    .command('new')
    .description(
      'make a lab of your own: one part, two cases, two checks, and a correct and an incorrect program',
    )
    .argument('<folder>', 'the folder of the new lab, such as labs/networks; its name is the name of the lab')
    .action(make);
}

/** Makes a lab, and says what to do with it. */
function make(path: string): void {
  const { id, labs, folder, part } = makeLab(path);
  const shown = escape(relative(process.cwd(), folder) || '.');
  const root = escape(relative(process.cwd(), labs) || '.');
  process.stdout.write(`The lab ${id} is in ${shown}: change it into your own.
  ${join(shown, part, 'part.yaml')}: what runs, and what is asked
  ${join(shown, part, 'handout.md')}: what students read

wireside labs check ${shown} --samples
wireside judge ${part} ${join(shown, part, 'samples/correct/capitals.py')} --labs ${root}
`);
}

async function check(folder: string, { samples }: { samples?: true }): Promise<void> {
  const reports = readLabs(folder);
  const problems = reports.flatMap((report) => report.problems);
  const parts = reports.flatMap((report) => report.parts);
  const cases = parts.reduce((sum, part) => sum + part.cases.length, 0);
  if (problems.length === 0) {
    const seen = [
      countText(reports.length, 'lab'),
      countText(parts.length, 'part'),
      countText(cases, 'case'),
    ].join(', ');
    process.stdout.write(`${seen}: no problems.\n`);
    if (samples === true) await judgeSamples(parts);
    return;
  }
  for (const problem of problems) {
    process.stdout.write(`${problemText(problem).split('\n').map(escape).join('\n')}\n`);
  }
  process.stdout.write(`${countText(problems.length, 'problem')}.\n`);
  process.exitCode = 1;
}

function listText(reports: readonly LabReport[]): string {
  return reports
    .map(({ id, folder, title, parts, problems }) =>
      [
        escape(`${id}: ${title ?? '(lab.yaml has problems)'}, in ${folder}`),
        ...parts.map((part) => `  ${escape(partText(part))}`),
        ...(problems.length === 0
          ? []
          : [`  ${countText(problems.length, 'problem')}; see: wireside labs check ${escape(folder)}`]),
      ].join('\n'),
    )
    .map((text) => `${text}\n`)
    .join('\n');
}

function partText({ id, title, cases, editions }: Part): string {
  return `${id}: ${title}, ${countText(cases.length, 'case')}, editions ${Object.keys(editions).join(', ')}`;
}

function plain({ id, folder, title, parts, problems }: LabReport): object {
  return {
    id,
    folder,
    title,
    parts: parts.map((part) => ({
      id: part.id,
      folder: part.folder,
      title: part.title,
      editions: Object.keys(part.editions),
      defaultEdition: part.defaultEdition,
      cases: part.cases.map(({ id: name, title: what, points }) => ({ id: name, title: what, points })),
    })),
    problems,
  };
}
