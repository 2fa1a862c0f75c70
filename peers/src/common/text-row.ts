/** The row for a text that is sent as it is, with escapes for bytes: clients that know no protocol have it. */
import { unescapeText } from './escape.ts';
import { badValue } from './option-problem.ts';
import type { PeerOptionProblem } from './option-problem.ts';
import type { Option } from './option-table.ts';

/** The option `text`. */
export function textRow(description: string) {
  return { name: 'text', type: 'text', default: '', description } as const;
}

/** What the table cannot express: each backslash begins an escape. */
export function checkText(client: string, row: Option, text: string): readonly PeerOptionProblem[] {
  if (unescapeText(text) !== undefined) return [];
  return [badValue(client, row, text, 'a text in which each \\ is followed by n, r, t, \\ or xNN')];
}
