/** What `wireside watch` shows: the verdict, a case, a ladder or a hint, and the keys. */
import type { CaseVerdict, Verdict } from '@wireside/judge';
import type { Part } from '@wireside/lab';
import type { Terminal } from '../terminal/spans.ts';
import { wrapIndented } from '../terminal/width.ts';
import { bold, renderCase, renderVerdict, widthOf } from '../verdict/render.ts';

/** What is on the screen. */
export type View =
  | { readonly name: 'verdict' }
  | { readonly name: 'case'; readonly case: string }
  | { readonly name: 'ladder'; readonly case: string; readonly text: string }
  | { readonly name: 'hint'; readonly case: string; readonly level: 1 | 2 };

/** The keys, each with what it does. */
export const KEYS = {
  h: 'hint',
  n: 'next failed case',
  l: 'ladder',
  c: 'only this case, or all again',
  v: 'verdict',
  r: 'run again',
  q: 'quit',
} as const;

/** The text of a view. */
export function viewText(view: View, verdict: Verdict, part: Part, terminal: Terminal): string {
  if (view.name === 'verdict') return renderVerdict(verdict, terminal, { isBrief: true });
  const one = verdict.cases.find(({ id }) => id === view.case)!;
  if (view.name === 'ladder') return view.text;
  return view.name === 'case' ? renderCase(one, terminal) : hintText(one, part, view.level, terminal);
}

/** The hint for the first failed check of a case: its first level, or both. */
function hintText(one: CaseVerdict, part: Part, level: 1 | 2, terminal: Terminal): string {
  const check = one.checks.find(({ result }) => result === 'fail');
  const hints = check === undefined ? undefined : part.hints[check.id];
  if (check === undefined || hints === undefined) return 'There is no hint for this case.\n';
  const lines = hints.slice(0, level).flatMap((hint) => [...wrapIndented(hint, widthOf(terminal), '  '), '']);
  const more = level === 1 ? ['h again: what to do', ''] : [];
  return [bold(`Case ${one.id}: ${check.title}`, terminal), ...lines, ...more].join('\n');
}

/** The line of keys. */
export function keysText(only: string | undefined): string {
  const keys = Object.entries(KEYS).map(([key, what]) => `${key} ${what}`);
  return `${only === undefined ? '' : `Only case ${only} is run.  `}${keys.join(' · ')}`;
}
