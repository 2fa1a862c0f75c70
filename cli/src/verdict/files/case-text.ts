/** What a case showed, as plain text for other systems: each check that did not pass, and what it means. */
import type { CaseVerdict } from '@wireside/judge';

/** Control characters that are neither a tab nor a line break: XML 1.0 forbids them, and no reader needs them. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE\uFFFF]|\p{Surrogate}/gu;

/** The text without characters that cannot be in XML. */
export function printable(text: string): string {
  return text.replaceAll(CONTROL, '\uFFFD');
}

/** The text of a case that did not pass; empty for one that did. */
export function caseText({ checks, diagnoses }: CaseVerdict): string {
  const lines = checks.flatMap(({ title, result, expected, got }) => {
    if (result === 'pass') return [];
    const seen = expected === '' ? [`  ${got}`] : [`  expected: ${expected}`, `  got:      ${got}`];
    return [`${result}: ${title}`, ...seen];
  });
  return printable([...lines, ...diagnoses.map(({ id, text }) => `${id}: ${text}`)].join('\n'));
}
