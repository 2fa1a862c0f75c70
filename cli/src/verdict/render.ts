/** A verdict as text for people: what was asked, what was found, and where to look. */
import {
  type CaseVerdict,
  type CheckVerdict,
  type Evidence,
  printable,
  type Result,
  type Verdict,
} from '@wireside/lab';
import type { Style } from './style.ts';

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

/** One line for a case that is over, in the order in which they end. */
export function renderProgress(verdict: CaseVerdict, style: Style): string {
  return `  ${style.result(verdict.verdict, WORDS[verdict.verdict].padEnd(12))} ${verdict.title}\n`;
}

/** The whole verdict. Cases that passed take a line; the others tell everything. */
export function renderVerdict(verdict: Verdict, style: Style): string {
  const failed = verdict.cases.filter((one) => one.verdict !== 'pass');
  const parts = failed.map((one) => renderCase(one, style));
  const passed = verdict.cases.length - failed.length;
  const cases = verdict.cases.length === 1 ? 'case' : 'cases';
  parts.push(
    `${style.result(verdict.verdict, WORDS[verdict.verdict])}: ${verdict.part}, ${verdict.score} of ${verdict.max} points ` +
      `(${passed} of ${verdict.cases.length} ${cases} passed; seed ${verdict.seed})\n`,
  );
  return parts.join('\n');
}

function renderCase(one: CaseVerdict, style: Style): string {
  const lines = [style.bold(`${one.title} (case ${one.id}): ${WORDS[one.verdict]}`)];
  for (const check of one.checks) lines.push(renderCheck(check, style));
  for (const diagnosis of one.diagnoses) {
    lines.push('', style.bold(`  What it means (${diagnosis.id})`));
    lines.push(wrap(safe(diagnosis.text), style.width, '    '));
    if (diagnosis.evidence.length > 0) lines.push(`    see ${evidenceText(diagnosis.evidence)}`);
  }
  for (const note of one.notes) lines.push(wrap(`note: ${safe(note)}`, style.width, '  '));
  if (one.run !== null) lines.push(`  the whole run: wireside show ${one.run}`);
  return `${lines.join('\n')}\n`;
}

function renderCheck(check: CheckVerdict, style: Style): string {
  const head = `  ${style.result(check.result, style.mark(check.result))} ${safe(check.title)}`;
  if (check.result === 'pass') return head;
  if (check.result === 'blocked') return `${head}\n      ${check.got}`;
  const lines = [head];
  if (check.expected !== '') lines.push(wrap(`expected: ${safe(check.expected)}`, style.width, '      '));
  lines.push(wrap(`got:      ${safe(check.got)}`, style.width, '      '));
  if (check.evidence.length > 0) lines.push(`      see ${evidenceText(check.evidence)}`);
  return lines.join('\n');
}

const safe = (text: string): string => text.split('\n').map(printable).join('\n');
