/**
 * DIFFERENCES.md as the tests read it: what was measured, and every value that differs from Wireshark's with its
 * reason. With RECORD=1 the measured numbers are updated, entries that no longer differ are removed, and new ones are
 * added under a separate heading, until someone gives a reason.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

const FILE = join(import.meta.dirname, '../../DIFFERENCES.md');
const UNEXPLAINED = 'Not yet explained';

/** One value that differs. */
export interface Difference {
  readonly capture: string;
  /** Packet number. */
  readonly frame: number;
  /** Wireshark's field. */
  readonly column: string;
  readonly ours: string;
  readonly theirs: string;
}

/** Rows of the tables: a capture, some of its frames, and the columns that differ in all of them. */
interface Listed {
  reason: string;
  capture: string;
  frames: number[];
  columns: string[];
}

/**
 * Compares the differences found with the list: an unlisted difference fails, and so does a listed one that was not
 * found.
 * @param question the name of the comparison in the table of numbers
 * @param columns those that were compared
 * @param asked number of frames in which at least one side has a value
 */
export function expectDifferences(
  question: string,
  columns: readonly string[],
  asked: number,
  found: readonly Difference[],
): void {
  const frames = new Set(found.map(({ capture, frame }) => `${capture}:${frame}`)).size;
  const share = ((frames / asked) * 10_000).toFixed(1);
  const numbers = `| ${question} | ${thousands(asked)} | ${thousands(frames)} | ${share} |`;
  if (process.env.RECORD) record(question, numbers, columns, found);
  const text = readFileSync(FILE, 'utf8');
  const wanted = new Map<string, string>();
  for (const { capture, frames: rows, columns: own, reason } of listed(text)) {
    for (const frame of rows) for (const column of own) wanted.set(`${capture}:${frame} ${column}`, reason);
  }
  const news: string[] = [];
  for (const { capture, frame, column, ours, theirs } of found) {
    const key = `${capture}:${frame} ${column}`;
    if (!wanted.delete(key)) news.push(`${key}: "${ours}", Wireshark "${theirs}"`);
  }
  const stale = Array.from(wanted.keys()).filter((key) => columns.includes(key.replace(/^.*:\d+ /, '')));
  expect(news, 'not listed in DIFFERENCES.md').toEqual([]);
  expect(stale, 'listed in DIFFERENCES.md, but no longer different').toEqual([]);
  expect(squeezed(text)).toContain(squeezed(numbers));
}

/** Reasons without a text, or without entries. */
export function emptyReasons(): string[] {
  const text = readFileSync(FILE, 'utf8');
  const used = new Set(listed(text).map(({ reason }) => reason));
  const section = text.slice(text.indexOf('\n## The differences\n'));
  const titles = Array.from(section.matchAll(/^### (.*)$/gm), ([, title]) => title!);
  return titles.filter((title) => !used.has(title) || title === UNEXPLAINED);
}

/** Filters whose answer differs, by version. */
export function listedProbes(): Map<string, string[]> {
  const text = readFileSync(FILE, 'utf8');
  const rows = text.matchAll(/^\| (4\.[04]) +\| `(.*)` +\|/gm);
  const probes = new Map<string, string[]>();
  for (const [, version, probe] of rows) probes.set(version!, [...(probes.get(version!) ?? []), probe!]);
  return probes;
}

function listed(text: string): Listed[] {
  const rows: Listed[] = [];
  let reason = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) reason = line.replace(/^#+ /, '');
    const row = /^\| `(.+)` +\| ([-\d, ]+) \| (.+?) +\|$/.exec(line);
    if (!row) continue;
    const frames = row[2]!.split(',').flatMap((part) => {
      const [from, to = from] = part.trim().split('-').map(Number);
      return Array.from({ length: to! - from! + 1 }, (_, i) => from! + i);
    });
    rows.push({ reason, capture: row[1]!, frames, columns: row[3]!.split(', ') });
  }
  return rows;
}

function record(
  question: string,
  numbers: string,
  columns: readonly string[],
  found: readonly Difference[],
): void {
  let text = readFileSync(FILE, 'utf8');
  const old = text.split('\n').find((line) => squeezed(line).startsWith(`| ${question} |`));
  if (old !== undefined) text = text.replace(old, numbers);
  const left = new Map(found.map((one) => [`${one.capture}:${one.frame} ${one.column}`, one]));
  // By reason and capture: which columns differ in which frame.
  const kept = new Map<string, Map<string, Map<number, string[]>>>();
  const keep = (reason: string, capture: string, frame: number, column: string): void => {
    const captures = kept.get(reason) ?? new Map<string, Map<number, string[]>>();
    kept.set(reason, captures);
    const frames = captures.get(capture) ?? new Map<number, string[]>();
    captures.set(capture, frames);
    frames.set(frame, [...(frames.get(frame) ?? []), column]);
  };
  for (const { reason, capture, frames, columns: own } of listed(text)) {
    for (const frame of frames) {
      for (const column of own) {
        if (left.delete(`${capture}:${frame} ${column}`) || !columns.includes(column))
          keep(reason, capture, frame, column);
      }
    }
  }
  for (const { capture, frame, column } of left.values()) keep(UNEXPLAINED, capture, frame, column);
  if (left.size > 0 && !text.includes(`### ${UNEXPLAINED}\n`)) text += `\n### ${UNEXPLAINED}\n`;
  writeFileSync(FILE, withTables(text, kept));
}

/** The text with new tables. */
function withTables(text: string, kept: Map<string, Map<string, Map<number, string[]>>>): string {
  const lines: string[] = [];
  const isTable = (line: string): boolean => /^\| (`|capture +\|)/.test(line);
  let section = '';
  const finish = (): void => {
    while (lines.at(-1) === '') lines.pop();
    const captures = kept.get(section);
    if (captures) {
      lines.push('', '| capture | frames | columns |', '| --- | --- | --- |');
      for (const [capture, frames] of Array.from(captures).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        lines.push(...rowsOf(capture, frames));
    }
    lines.push('');
  };
  let wasTable = false;
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('#') && lines.length > 0) finish();
    if (line.startsWith('#')) section = line.replace(/^#+ /, '');
    const rules = wasTable && line.startsWith('| -');
    wasTable = isTable(line);
    if (!kept.has(section) || (!wasTable && !rules)) lines.push(line);
  }
  finish();
  return `${lines.join('\n').trimEnd()}\n`;
}

function rowsOf(capture: string, frames: Map<number, string[]>): string[] {
  const bySet = new Map<string, number[]>();
  for (const [frame, columns] of Array.from(frames).toSorted(([a], [b]) => a - b)) {
    const key = columns.toSorted().join(', ');
    bySet.set(key, [...(bySet.get(key) ?? []), frame]);
  }
  return Array.from(bySet, ([columns, rows]) => `| \`${capture}\` | ${ranges(rows)} | ${columns} |`);
}

/** `4, 7-9`. */
function ranges(frames: readonly number[]): string {
  const parts: [from: number, to: number][] = [];
  for (const frame of frames) {
    const last = parts.at(-1);
    if (last && last[1] + 1 === frame) last[1] = frame;
    else parts.push([frame, frame]);
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

function thousands(count: number): string {
  return count.toLocaleString('en-US');
}

/** Without the spaces with which the formatter aligns tables. */
function squeezed(text: string): string {
  return text.replace(/ +/g, ' ');
}
