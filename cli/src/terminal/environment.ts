/** What the terminal can show, by its environment. */
import type { Terminal } from './spans.ts';

/** Columns of a pipe or a file. */
const DEFAULT_WIDTH = 100;
/** Columns of a terminal that reports 0, as some serial lines, containers and pseudo-terminals do. */
const TERMINAL_WIDTH = 80;
/** Minimum width: in fewer columns there is no room to draw. */
export const MIN_WIDTH = 20;
/** Maximum width: longer lines are hard to follow. */
const MAX_WIDTH = 200;

/**
 * What standard output can show. Colors follow NO_COLOR (no-color.org), FORCE_COLOR and TERM=dumb, and are off if the
 * output is not a terminal. Characters beyond ASCII follow the locale (LC_ALL, LC_CTYPE, LANG in that order, locale(7)).
 * @param width columns asked for; takes precedence.
 */
export function terminalOf(
  environment: Readonly<Record<string, string | undefined>>,
  output: { readonly isTTY?: boolean; readonly columns?: number },
  width?: number,
): Required<Terminal> {
  const reported = output.columns === 0 ? TERMINAL_WIDTH : output.columns;
  const columns = width ?? reported ?? (Number(environment['COLUMNS']) || DEFAULT_WIDTH);
  return {
    width: Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, Math.floor(columns))),
    color: hasColor(environment, output.isTTY === true),
    unicode: hasUnicode(environment),
  };
}

function hasColor(environment: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  const set = (name: string): boolean => (environment[name] ?? '') !== '';
  if (set('NO_COLOR')) return false;
  if (set('FORCE_COLOR')) return environment['FORCE_COLOR'] !== '0';
  return isTerminal && environment['TERM'] !== 'dumb';
}

function hasUnicode(environment: Readonly<Record<string, string | undefined>>): boolean {
  if (environment['TERM'] === 'linux') return false;
  const locale = ['LC_ALL', 'LC_CTYPE', 'LANG'].map((name) => environment[name]).find((value) => value);
  return /utf-?8/i.test(locale ?? '') || (locale === undefined && process.platform === 'win32');
}
