/** Finds out what the terminal can show, from its environment. */
import type { Terminal } from './spans.ts';

/** Columns where nobody says how many there are: a pipe, a file. */
const DEFAULT_WIDTH = 100;
/** Below this there is nothing left to draw with, and above that eyes lose the row. */
const NARROWEST = 20;
const WIDEST = 200;

/**
 * What standard output can show. Colours follow NO_COLOR (no-color.org), FORCE_COLOR and TERM=dumb, and are off where
 * no terminal reads them. Characters beyond ASCII follow the locale (LC_ALL, LC_CTYPE, LANG in that order, locale(7)).
 * @param width columns asked for, before all else.
 */
export function terminalOf(
  environment: Readonly<Record<string, string | undefined>>,
  output: { isTTY?: boolean; columns?: number },
  width?: number,
): Required<Terminal> {
  const columns = width ?? output.columns ?? (Number(environment['COLUMNS']) || DEFAULT_WIDTH);
  return {
    width: Math.max(NARROWEST, Math.min(WIDEST, Math.floor(columns))),
    colour: hasColour(environment, output.isTTY === true),
    unicode: hasUnicode(environment),
  };
}

function hasColour(environment: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
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
