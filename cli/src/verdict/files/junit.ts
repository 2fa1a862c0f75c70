/** A verdict as JUnit XML, which CI systems show: a suite for each part, a test case for each case. */
import type { CaseVerdict } from '@wireside/judge';
import { caseText, printable } from './case-text.ts';
import type { Outcome, PartOutcome } from './outcome.ts';

/** The text of the file. A case that is inconclusive or blocked is an error, not a failure: the program may be right. */
export function junitText({ name, parts }: Outcome): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${quoted(name)}">
${parts.map(suite).join('')}</testsuites>
`;
}

function suite(outcome: PartOutcome): string {
  const { part, program, verdict, problem } = outcome;
  const cases = verdict?.cases ?? [];
  const failures = cases.filter((one) => one.verdict === 'fail').length;
  const errors = cases.filter((one) => one.verdict !== 'fail' && one.verdict !== 'pass').length;
  const missing = problem === undefined ? 0 : 1;
  const counts = `tests="${cases.length + missing}" failures="${failures + missing}" errors="${errors}"`;
  const from = program === undefined ? '' : ` file="${quoted(program)}"`;
  const inside = [
    ...cases.map((one) => testCase(part, one)),
    ...(problem === undefined
      ? []
      : [
          `    <testcase classname="${quoted(part)}" name="program"><failure message="${quoted(problem)}"/></testcase>\n`,
        ]),
  ].join('');
  return `  <testsuite name="${quoted(part)}"${from} ${counts}>\n${inside}  </testsuite>\n`;
}

function testCase(part: string, one: CaseVerdict): string {
  const open = `    <testcase classname="${quoted(part)}" name="${quoted(`${one.id}: ${one.title}`)}"`;
  if (one.verdict === 'pass') return `${open}/>\n`;
  const kind = one.verdict === 'fail' ? 'failure' : 'error';
  const first = one.checks.find(({ result }) => result === one.verdict);
  const message = one.diagnoses[0]?.id ?? first?.title ?? one.verdict;
  return `${open}><${kind} message="${quoted(message)}">${escapeXml(caseText(one))}</${kind}></testcase>\n`;
}

/** A text in an attribute. Line breaks would become spaces. */
function quoted(text: string): string {
  return escapeXml(printable(text))
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
