/** A verdict as text for people: what was asked, what was found, and where to look. */
import type { CaseVerdict, CheckVerdict, Evidence, Result, Verdict } from '@wireside/lab';
import { escape } from '../terminal/escape.ts';
import type { Terminal } from '../terminal/spans.ts';

/** Not red against green: blue, orange and violet are told apart by most people, and the words say it too. */
const COLOURS: Record<Result, string> = { pass: '34', fail: '33', blocked: '90', inconclusive: '35' };
const MARKS: Record<Result, string> = { pass: '✓', fail: '✗', blocked: '·', inconclusive: '?' };
const ASCII_MARKS: Record<Result, string> = { pass: '+', fail: 'x', blocked: '.', inconclusive: '?' };
/** Text for people is not wider than this, however wide the terminal is. */
const WIDEST = 110;

const WORDS: Record<Result, string> = {
  pass: 'pass',
  fail: 'FAIL',
  blocked: 'blocked',
  inconclusive: 'inconclusive',
};

/** Broken into lines of a width, with an indentation; line ends in the text stay. */
export function wrap(text: string, width: number, indent: string): string {
  return text
    .split('\n')
    .map((paragraph) => {
      const lines: string[] = [];
      let line = '';
      for (const word of paragraph.split(' ')) {
        if (line !== '' && indent.length + line.length + 1 + word.length > width) {
          lines.push(line);
          line = word;
        } else line = line === '' ? word : `${line} ${word}`;
      }
      lines.push(line);
      return lines.map((part) => indent + part).join('\n');
    })
    .join('\n');
}

/** `packet 8, call 5`. */
export function evidenceText(evidence: readonly Evidence[]): string {
  return evidence
    .map((item) =>
      Object.entries(item)
        .map(([kind, number]) => `${kind} ${number}`)
        .join(''),
    )
    .join(', ');
}

/** Text in bold, where the terminal has colours. */
export function bold(text: string, terminal: Terminal): string {
  return terminal.colour ? `\u001b[1m${text}\u001b[0m` : text;
}

function coloured(result: Result, text: string, { colour }: Terminal): string {
  return colour ? `\u001b[1;${COLOURS[result]}m${text}\u001b[0m` : text;
}

function mark(result: Result, terminal: Terminal): string {
  return coloured(result, (terminal.unicode ? MARKS : ASCII_MARKS)[result], terminal);
}

/** One line for a case that is over, in the order in which they end. */
export function renderProgress(one: CaseVerdict, terminal: Terminal): string {
  return `  ${coloured(one.verdict, WORDS[one.verdict].padEnd(12), terminal)} ${one.title}\n`;
}

/**
 * The whole verdict. A case that passed takes no room, and one that failed like another before it takes two lines.
 * @param picture is put behind the first case that failed: the ladder, opened at what decided.
 */
export function renderVerdict(
  verdict: Verdict,
  terminal: Terminal,
  picture: (one: CaseVerdict) => string,
): string {
  const explained = new Set<string>();
  const parts: string[] = [];
  for (const one of verdict.cases.filter((candidate) => candidate.verdict !== 'pass')) {
    const ids = one.diagnoses.map(({ id }) => id);
    const isKnown = ids.length > 0 && ids.every((id) => explained.has(id));
    parts.push(isKnown ? renderAgain(one, ids, terminal) : renderCase(one, terminal));
    if (parts.length === 1) parts.push(picture(one));
    for (const id of ids) explained.add(id);
  }
  const passed = verdict.cases.filter((one) => one.verdict === 'pass').length;
  const cases = verdict.cases.length === 1 ? 'case' : 'cases';
  parts.push(
    `${coloured(verdict.verdict, WORDS[verdict.verdict], terminal)}: ${verdict.part}, ${verdict.score} of ${verdict.max} points ` +
      `(${passed} of ${verdict.cases.length} ${cases} passed; seed ${verdict.seed})\n`,
  );
  return parts.filter((part) => part !== '').join('\n');
}

function renderAgain(one: CaseVerdict, ids: readonly string[], terminal: Terminal): string {
  return (
    `${mark(one.verdict, terminal)} ${bold(one.title, terminal)} (case ${one.id}): ${WORDS[one.verdict]}, as above: ${ids.join(', ')}\n` +
    (one.run === null ? '' : `  wireside show ${one.run}\n`)
  );
}

function renderCase(one: CaseVerdict, terminal: Terminal): string {
  const width = Math.min(terminal.width, WIDEST);
  const lines = [bold(`${one.title} (case ${one.id}): ${WORDS[one.verdict]}`, terminal)];
  for (const check of one.checks) lines.push(renderCheck(check, width, terminal));
  for (const diagnosis of one.diagnoses) {
    lines.push('', bold(`  What it means (${diagnosis.id})`, terminal));
    lines.push(wrap(safe(diagnosis.text), width, '    '));
    if (diagnosis.evidence.length > 0) lines.push(`    see ${evidenceText(diagnosis.evidence)}`);
  }
  for (const note of one.notes) lines.push(wrap(`note: ${safe(note)}`, width, '  '));
  if (one.run !== null) lines.push(`  the whole run: wireside show ${one.run}`);
  return `${lines.join('\n')}\n`;
}

function renderCheck(check: CheckVerdict, width: number, terminal: Terminal): string {
  const head = `  ${mark(check.result, terminal)} ${safe(check.title)}`;
  if (check.result === 'pass') return head;
  if (check.result === 'blocked') return `${head}\n      ${check.got}`;
  const lines = [head];
  if (check.expected !== '') lines.push(wrap(`expected: ${safe(check.expected)}`, width, '      '));
  lines.push(wrap(`got:      ${safe(check.got)}`, width, '      '));
  if (check.evidence.length > 0) lines.push(`      see ${evidenceText(check.evidence)}`);
  return lines.join('\n');
}

const safe = (text: string): string => text.split('\n').map(escape).join('\n');
