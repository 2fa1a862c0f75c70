/** Findings as text: what went wrong, what to change, and where to look. */
import type { Finding } from '@wireside/trace';
import { escape, evidenceText, evidenceWord } from '@wireside/trace';
import type { Severity } from '@wireside/wire';
import { countText } from '@wireside/wire';
import type { Look } from '../terminal/palette.ts';
import { painted } from '../terminal/palette.ts';
import type { Terminal } from '../terminal/spans.ts';
import { wrapIndented } from '../terminal/width.ts';

/** Maximum width of text in columns, however wide the terminal is: longer lines are hard to read. */
const MAX_WIDTH = 110;
/** Findings in the last lines of a run. */
const MAX_LAST = 3;

const LOOKS: Readonly<Record<Severity, Look>> = { wrong: 'fail', suspicious: 'inconclusive', note: 'quiet' };
const MARKS: Readonly<Record<Severity, string>> = { wrong: '✗', suspicious: '?', note: '·' };
const ASCII_MARKS: Readonly<Record<Severity, string>> = { wrong: 'x', suspicious: '?', note: '.' };

/** How findings are printed. */
export interface FindingsView extends Terminal {
  /** The name by which `wireside show` finds the run; absent for a capture. */
  readonly run?: string;
  /** Whether a finding says whom it is about: there are several programs. */
  readonly isNamed?: boolean;
}

/** All findings, a block of lines each. */
export function renderFindings(findings: readonly Finding[], view: FindingsView): string {
  return findings.map((finding) => `${blockOf(finding, view).join('\n')}\n`).join('\n');
}

/** `Nothing wrong was found.`, `2 things are wrong, 1 is suspicious.` */
export function countFindings(findings: readonly Finding[]): string {
  const of = (wanted: Severity): number => findings.filter(({ severity }) => severity === wanted).length;
  const [wrong, suspicious] = [of('wrong'), of('suspicious')];
  const parts = [
    ...(wrong > 0 ? [`${countText(wrong, 'thing is', 'things are')} wrong`] : []),
    ...(suspicious > 0
      ? [
          `${countText(suspicious, wrong > 0 ? 'is' : 'thing is', wrong > 0 ? 'are' : 'things are')} suspicious`,
        ]
      : []),
  ];
  return parts.length === 0 ? 'Nothing wrong was found.' : `${parts.join(', ')}.`;
}

function blockOf(finding: Finding, view: FindingsView): string[] {
  const { rule, severity, actor, text, change, evidence } = finding;
  const width = Math.min(view.width, MAX_WIDTH);
  const sign = (view.unicode ? MARKS : ASCII_MARKS)[severity];
  const whose = view.isNamed === true && actor !== undefined ? `, ${escape(actor)}` : '';
  const [first] = evidence;
  const where =
    view.run === undefined || first === undefined
      ? ''
      : `: wireside show ${view.run} --at ${evidenceWord(first)}`;
  return [
    `${painted(`${sign} ${severity}`, LOOKS[severity], view.color)} ${painted(`(${rule}${whose})`, 'quiet', view.color)}`,
    ...wrapIndented(safe(text), width, '  '),
    ...(change === undefined ? [] : wrapIndented(`Change: ${safe(change)}`, width, '  ')),
    ...(first === undefined
      ? []
      : wrapIndented(`see ${evidenceText(evidence)}${where}`, width, '  ').map((line) =>
          painted(line, 'quiet', view.color),
        )),
  ];
}

/** The first findings in the last lines of a run, without the notes; how many more there are. */
export function lastFindings(
  findings: readonly Finding[],
  { width, color }: Terminal,
  prefix: string,
): { readonly lines: string[]; readonly more: number } {
  const told = findings.filter(({ severity }) => severity !== 'note');
  const lines = told.slice(0, MAX_LAST).flatMap(({ severity, text, change }) => {
    const whole = `${severity}: ${safe(text)}${change === undefined ? '' : ` ${safe(change)}`}`;
    const [head = '', ...rest] = wrapIndented(whole, Math.min(width, MAX_WIDTH) - prefix.length, '');
    const painting = head.replace(severity, painted(severity, LOOKS[severity], color));
    return [painting, ...rest.map((line) => `  ${line}`)].map((line) => `${prefix}${line}`);
  });
  return { lines, more: Math.max(0, told.length - MAX_LAST) };
}

/** Untrusted text may have been quoted; its own newlines stay. */
const safe = (text: string): string => text.split('\n').map(escape).join('\n');
