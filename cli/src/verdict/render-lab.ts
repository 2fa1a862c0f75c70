/** The verdict on a whole lab on one page: a line for each part, and what each program has to change first. */
import { escape } from '@wireside/trace';
import type { Terminal } from '../terminal/spans.ts';
import { wrapIndented } from '../terminal/width.ts';
import type { Outcome, PartOutcome } from './files/outcome.ts';
import { pointsOf } from './files/outcome.ts';
import { bold, faultsOf, renderFirstChange, widthOf } from './render.ts';

/** What a page says beside the outcome. */
export interface LabPage {
  readonly outcome: Outcome;
  readonly edition: string;
  readonly seed: string;
  /** Files that have the name of a prototype, but were not judged. */
  readonly others: readonly string[];
  readonly wasInterrupted: boolean;
}

/** The page. */
export function renderLab(page: LabPage, terminal: Terminal): string {
  const { outcome, edition, seed, others, wasInterrupted } = page;
  const { score, max } = pointsOf(outcome);
  const width = widthOf(terminal);
  const title = `${outcome.name}: ${score} of ${max} points (edition ${edition}, seed ${seed})`;
  const sections = [
    `${bold(escape(title), terminal)}\n`,
    ...(wasInterrupted ? ['Interrupted: what had not ended is not judged.\n'] : []),
    `${tableOf(outcome.parts, width).join('\n')}\n`,
    ...(others.length === 0
      ? []
      : [
          `${wrapIndented(`Not judged, although the name fits: ${others.map(escape).join(', ')}.`, width, '').join('\n')}\n`,
        ]),
    ...outcome.parts.flatMap((one) => changeOf(one, terminal)),
  ];
  return sections.join('\n');
}

/** `packetization  PDC.py   9/15  number-cut, hangs-at-end`. */
function tableOf(parts: readonly PartOutcome[], width: number): string[] {
  const wide = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length));
  const names = wide(parts.map(({ part }) => part));
  const programs = wide(parts.map(({ program = '-' }) => escape(program)));
  return parts.map((one) => {
    const { part, program = '-', verdict, problem = '', max } = one;
    const points = `${verdict?.score ?? 0}/${max}`.padStart(7);
    const head = `  ${part.padEnd(names)}  ${escape(program).padEnd(programs)} ${points}  `;
    const what = verdict === undefined ? problem : faultsOf(verdict);
    const [first = '', ...rest] = wrapIndented(escape(what), Math.max(width - head.length, 20), '');
    return [`${head}${first}`, ...rest.map((line) => `${' '.repeat(head.length)}${line}`)].join('\n');
  });
}

function changeOf({ part, verdict }: PartOutcome, terminal: Terminal): string[] {
  const change = verdict === undefined ? '' : renderFirstChange(verdict, terminal);
  return change === '' ? [] : [`${bold(part, terminal)}, to change first:\n${change}`];
}
