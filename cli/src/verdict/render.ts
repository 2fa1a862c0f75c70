/** A verdict as text: what was checked, what was found, and where to look. */
import { escape, evidenceText, evidenceWord } from '@wireside/trace';
import type { CaseVerdict, Change, CheckVerdict, Result, Verdict } from '@wireside/judge';
import { leadingCase } from '@wireside/judge';
import { listText } from '@wireside/wire';
import { showName } from '../run-folders.ts';
import { painted } from '../terminal/palette.ts';
import type { Terminal } from '../terminal/spans.ts';
import { wrapIndented } from '../terminal/width.ts';

const MARKS: Readonly<Record<Result, string>> = { pass: '✓', fail: '✗', blocked: '·', inconclusive: '?' };
const ASCII_MARKS: Readonly<Record<Result, string>> = {
  pass: '+',
  fail: 'x',
  blocked: '.',
  inconclusive: '?',
};
/** Maximum width of text in columns, however wide the terminal is: longer lines are hard to read. */
const MAX_WIDTH = 110;

const WORDS: Readonly<Record<Result, string>> = {
  pass: 'pass',
  fail: 'FAIL',
  blocked: 'blocked',
  inconclusive: 'inconclusive',
};

/** A text wrapped at a width and indented; its own newlines stay. */
function wrap(text: string, width: number, indent: string): string {
  return wrapIndented(text, width, indent).join('\n');
}

/** The command that shows a run, as it can be typed into a shell: with the short id of a run that Wireside keeps. */
export function showCommandLine(folder: string): string {
  const name = showName(folder);
  const isPlain = /^[\w@%+=:,./-]+$/.test(name);
  return `wireside show ${isPlain ? name : `'${name.replaceAll("'", "'\\''")}'`}`;
}

/** Bold text, if the terminal has colors. */
export function bold(text: string, terminal: Terminal): string {
  return painted(text, 'strong', terminal.color);
}

function colored(result: Result, text: string, { color }: Terminal): string {
  return painted(text, result, color);
}

function mark(result: Result, terminal: Terminal): string {
  return colored(result, (terminal.unicode ? MARKS : ASCII_MARKS)[result], terminal);
}

/** How far the judging is, for a terminal: it replaces itself. */
export function renderProgress(done: readonly CaseVerdict[], of: number, terminal: Terminal): string {
  const failed = done.filter(({ verdict }) => verdict === 'fail').length;
  const text = `${done.length} of ${of} cases${failed === 0 ? '' : `, ${failed} failed`}`;
  return `\r  ${painted(text, failed === 0 ? 'quiet' : 'fail', terminal.color)}\u001b[K`;
}

/** Changes that are told in full; the others are only named. */
const MAX_CHANGES = 3;
/** Cases that are named; the others are counted. */
const MAX_NAMED = 4;
/** Failed cases without a reason that are told. */
const MAX_UNEXPLAINED = 3;

/** What else is printed of a verdict. */
export interface VerdictOptions {
  /** The user stopped it: cases without a verdict are only counted. */
  readonly wasInterrupted?: boolean;
  /** Does not say how to see more. */
  readonly isBrief?: boolean;
  /** Prints all checks of each case that did not pass, with a picture of the first that is explained. */
  readonly all?: { readonly picture: (one: CaseVerdict) => string };
}

/** The whole verdict on one screen: the result, what to change, and where to see it. */
export function renderVerdict(verdict: Verdict, terminal: Terminal, options: VerdictOptions = {}): string {
  const { cases, changes } = verdict;
  const { wasInterrupted = false, isBrief = false, all } = options;
  const passed = cases.filter((one) => one.verdict === 'pass').length;
  const parts = [
    `${colored(verdict.verdict, WORDS[verdict.verdict], terminal)}: ${verdict.part}, ${verdict.score} of ${verdict.max} points ` +
      `(${passed} of ${countOfCases(verdict)} passed; seed ${verdict.seed})\n`,
  ];
  if (wasInterrupted) {
    const open = cases.filter((one) => one.verdict === 'inconclusive').length;
    parts.push(`Interrupted: ${open} of ${countOfCases(verdict)} not judged.\n`);
  }
  if (changes.length > 1) parts.push(`${changes.length} things to change, first:\n`);
  parts.push(
    ...changes.slice(0, MAX_CHANGES).map((change, place) => changeText(change, place, verdict, terminal)),
  );
  if (changes.length > MAX_CHANGES) {
    const rest = changes.slice(MAX_CHANGES).map(({ id, cases: ids }) => `${id} (${namesOf(ids)})`);
    parts.push(`${wrap(`Then: ${rest.join('; ')}.`, widthOf(terminal), '')}\n`);
  }
  parts.push(...unexplained(verdict, wasInterrupted, terminal));
  if (all === undefined) {
    if (verdict.verdict !== 'pass' && !isBrief) parts.push('--all shows every check and the ladder.\n');
  } else {
    const lead = leadingCase(cases);
    for (const one of cases) {
      if (one.verdict === 'pass' || (wasInterrupted && one.verdict === 'inconclusive')) continue;
      parts.push(renderCase(one, terminal));
      if (one.id === lead) parts.push(all.picture(one));
    }
  }
  return parts.filter((part) => part !== '').join('\n');
}

/** What a program has to change first, and where to see it; empty where there is nothing. */
export function renderFirstChange(verdict: Verdict, terminal: Terminal): string {
  const [first] = verdict.changes;
  return first === undefined ? '' : changeText(first, 0, { ...verdict, changes: [first] }, terminal);
}

/** What is wrong with a program, in one line: `number-cut, hangs-at-end`. */
export function faultsOf({ verdict, changes, cases }: Verdict): string {
  if (verdict === 'pass') return 'pass';
  const withoutReason = cases
    .filter((one) => one.verdict === 'fail' && one.diagnoses.length === 0)
    .map(({ id }) => id);
  const faults = [
    ...changes.map(({ id }) => id),
    ...(withoutReason.length > 0 ? [`no reason for ${withoutReason.join(', ')}`] : []),
  ];
  return faults.join(', ') || verdict;
}

/** The width of a verdict's text, in columns. */
export const widthOf = (terminal: Terminal): number => Math.min(terminal.width, MAX_WIDTH);

/** `1. reads-once (cases fifteen, bytes and 3 more)`, the text, and where to see it. */
function changeText(change: Change, place: number, { cases, changes }: Verdict, terminal: Terminal): string {
  const { id, text, evidence, case: first } = change;
  const run = cases.find((one) => one.id === first)?.run;
  const [item] = evidence;
  const at = item === undefined ? '' : ` --at ${evidenceWord(item)}`;
  const number = changes.length > 1 ? `${place + 1}. ` : '';
  const indent = ' '.repeat(number === '' ? 2 : number.length);
  const see = [
    ...(item === undefined ? [] : [evidenceText(evidence)]),
    ...(run === undefined ? [] : [`${showCommandLine(run)}${at}`]),
  ];
  return [
    bold(`${number}${safe(id)} (${namesOf(change.cases)})`, terminal),
    wrap(safe(text), widthOf(terminal), indent),
    ...(see.length === 0 ? [] : [wrap(`see ${see.join(': ')}`, widthOf(terminal), indent)]),
    '',
  ].join('\n');
}

/** `case two`, `cases two, one and 3 more`. */
function namesOf(ids: readonly string[]): string {
  const named = ids.slice(0, MAX_NAMED).map(safe);
  const left = ids.length - named.length;
  return `${ids.length === 1 ? 'case' : 'cases'} ${listText([...named, ...(left > 0 ? [`${left} more`] : [])])}`;
}

/** The cases that did not pass and have no reason: what was expected and seen instead. */
function unexplained({ cases }: Verdict, wasInterrupted: boolean, terminal: Terminal): string[] {
  const left = cases.filter(
    ({ verdict, diagnoses }) =>
      verdict !== 'pass' &&
      !(verdict === 'inconclusive' && wasInterrupted) &&
      (verdict !== 'fail' || diagnoses.length === 0),
  );
  const notRun = left.filter(({ verdict }) => verdict === 'blocked');
  const others = left.filter(({ verdict }) => verdict !== 'blocked');
  const lines = others.slice(0, MAX_UNEXPLAINED).map((one) => {
    const check = one.checks.find(({ result }) => result !== 'pass');
    const what =
      check === undefined || check.result !== 'fail'
        ? (check?.got ?? '')
        : `${check.id}: expected ${check.expected}; got: ${check.got}`;
    const see = one.run === undefined ? '' : ` (${showCommandLine(one.run)})`;
    return wrap(
      `${safe(one.id)}: ${WORDS[one.verdict]}, ${safe(what)}${see}`,
      widthOf(terminal),
      '  ',
    ).trimStart();
  });
  if (others.length > MAX_UNEXPLAINED) {
    lines.push(
      wrap(`and ${namesOf(others.slice(MAX_UNEXPLAINED).map(({ id }) => id))}`, widthOf(terminal), ''),
    );
  }
  const why = notRun[0]?.checks[0]?.got;
  if (why !== undefined)
    lines.push(
      wrap(`${namesOf(notRun.map(({ id }) => id))}: ${safe(why)}`, widthOf(terminal), '  ').trimStart(),
    );
  return lines.length === 0 ? [] : [`${lines.join('\n')}\n`];
}

/** `1 case`, `15 cases`. */
const countOfCases = ({ cases: { length } }: Verdict): string =>
  `${length} ${length === 1 ? 'case' : 'cases'}`;

/** The verdict on one case: its checks, what they mean, the notes, and the command that shows the run. */
export function renderCase(one: CaseVerdict, terminal: Terminal): string {
  const width = widthOf(terminal);
  const lines = [bold(`${safe(one.title)} (case ${safe(one.id)}): ${WORDS[one.verdict]}`, terminal)];
  const [first] = one.checks;
  if (
    first !== undefined &&
    one.checks.every(({ result, got }) => result === 'inconclusive' && got === first.got)
  )
    lines.push(wrap(`not judged: ${safe(first.got)}`, width, '  '));
  else for (const check of one.checks) lines.push(renderCheck(check, width, terminal));
  for (const diagnosis of one.diagnoses) {
    lines.push('', bold(`  What it means (${safe(diagnosis.id)})`, terminal));
    lines.push(wrap(safe(diagnosis.text), width, '    '));
    if (diagnosis.evidence.length > 0) lines.push(`    see ${evidenceText(diagnosis.evidence)}`);
  }
  for (const note of one.notes) lines.push(wrap(`note: ${safe(note)}`, width, '  '));
  if (one.run !== undefined) lines.push(`  the whole run: ${showCommandLine(one.run)}`);
  return `${lines.join('\n')}\n`;
}

function renderCheck(check: CheckVerdict, width: number, terminal: Terminal): string {
  const head = `  ${mark(check.result, terminal)} ${safe(check.title)}`;
  if (check.result === 'pass') return head;
  if (check.result === 'blocked') return `${head}\n      ${safe(check.got)}`;
  const lines = [head];
  if (check.expected !== '') lines.push(wrap(`expected: ${safe(check.expected)}`, width, '      '));
  lines.push(wrap(`got:      ${safe(check.got)}`, width, '      '));
  if (check.evidence.length > 0) lines.push(`      see ${evidenceText(check.evidence)}`);
  return lines.join('\n');
}

/** Untrusted text: what a program wrote, or a verdict.json of someone else. */
const safe = (text: string): string => text.split('\n').map(escape).join('\n');
