/** Reads one YAML file of a lab within bounds, and knows the line and column of each of its fields. */
import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { countText, numberText } from '@wireside/wire';
import type { Document, Node, Pair } from 'yaml';
import { isAlias, isCollection, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Finding, Problem } from './problem.ts';
import { offsetInside } from './text-offset.ts';

/** Bytes of a file; a part with a hundred cases has some twenty thousand. */
const MAX_BYTES = 256 * 1024;
/** Times that the aliases of a file (`*name`) may be expanded: more is an attempt to fill the memory. */
const MAX_ALIASES = 100;
/** Levels of lists and maps inside each other; no field of a lab is deeper than ten. */
const MAX_DEPTH = 32;
/** Syntax errors that are reported: one early in the file often causes many after it. */
const MAX_SYNTAX_ERRORS = 10;
/** How the parser reports a second colon on a line. */
const NESTED = 'Nested mappings are not allowed in compact mappings';

/** The way to a field: keys of maps and indexes of lists. */
export type FieldPath = readonly (string | number)[];

/** A YAML file that was read: its value, or undefined where `problems` says why there is none. */
export class YamlFile {
  readonly path: string;
  /** The content as plain objects; undefined where the file could not be read or parsed. */
  readonly value: unknown;
  /** What is wrong with the file as YAML. */
  readonly problems: readonly Problem[];
  readonly #document: Document | undefined;
  readonly #lines: LineCounter;
  readonly #source: string;

  /**
   * Reads a file. Never throws: what is wrong is in `problems`.
   * @param root the folder that the file must be in, symbolic links resolved
   */
  constructor(path: string, root: string) {
    this.path = path;
    this.#lines = new LineCounter();
    const text = readBounded(path, root);
    this.#source = typeof text === 'string' ? text : '';
    if (typeof text !== 'string') {
      this.problems = [{ file: path, ...text }];
      return;
    }
    const problems: Problem[] = [];
    this.problems = problems;
    if (depthOf(text) > MAX_DEPTH) {
      problems.push({ file: path, message: `lists and maps are nested more than ${MAX_DEPTH} levels deep.` });
      return;
    }
    const document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      logLevel: 'error',
    });
    this.#document = document;
    for (const { message, pos } of [...document.errors, ...document.warnings].slice(0, MAX_SYNTAX_ERRORS)) {
      problems.push({
        ...this.#place(pos[0]),
        message: `not valid YAML: ${message.trim()}.`,
        // A query has a colon and a blank, which YAML takes for a map.
        ...(message.startsWith(NESTED)
          ? { allowed: "a text with a colon and a blank stands in quotes: 'a: b'" }
          : {}),
      });
    }
    if (document.errors.length > 0) return;
    if (document.contents === null) {
      problems.push({ file: path, message: 'is empty.' });
      return;
    }
    try {
      const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
      if (containsItself(value)) problems.push({ file: path, message: 'an alias contains itself.' });
      else this.value = value;
    } catch (error) {
      problems.push({ file: path, message: `its aliases cannot be expanded: ${(error as Error).message}.` });
    }
  }

  /** A problem of a field, or of the key of a field, with its place in the file. */
  problem(path: FieldPath, finding: Finding, at: 'key' | 'value' = 'value'): Problem {
    const field = fieldText(path);
    return { ...this.#place(this.#offset(path, at)), ...(field === '' ? {} : { field }), ...finding };
  }

  /**
   * A problem inside a text, with the place of the character in the file, however YAML writes the text.
   * @param index of the character in the text, from 0
   */
  problemInside(path: FieldPath, index: number, finding: Finding): Problem {
    const start = this.#offset(path, 'value');
    return { ...this.problem(path, finding), ...this.#place(this.#inside(path, start, index)) };
  }

  /** The line of a field, from 1. */
  line(path: FieldPath): number {
    return this.#lines.linePos(this.#offset(path, 'value')).line;
  }

  /** Where a character of a text is written, or where the field begins that is none. */
  #inside(path: FieldPath, start: number, index: number): number {
    const text = path.reduce((inside: unknown, step) => (inside as never)?.[step], this.value);
    return typeof text === 'string' ? offsetInside(this.#source, start, text, index) : start;
  }

  #place(offset: number): Pick<Problem, 'file' | 'line' | 'column'> {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.path, line: Math.max(1, line), column: Math.max(1, col) };
  }

  /** Where a field begins; where the file does not have it, the innermost map or list around it that it has. */
  #offset(path: FieldPath, at: 'key' | 'value'): number {
    let node: Node | undefined = this.#document?.contents ?? undefined;
    let offset = startOf(node) ?? 0;
    for (const [i, step] of path.entries()) {
      if (isAlias(node) && this.#document !== undefined) node = node.resolve(this.#document);
      const pair: Pair | undefined = isMap(node)
        ? node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step))
        : undefined;
      const key = pair?.key;
      const value: unknown = pair === undefined && isSeq(node) ? node.items[Number(step)] : pair?.value;
      const isLast = i === path.length - 1;
      if (isLast && at === 'key' && isNode(key)) return startOf(key) ?? offset;
      offset = startOf(value) ?? startOf(key) ?? offset;
      if (!isNode(value)) break;
      node = value;
    }
    return offset;
  }
}

/** Whether a value contains itself, which an alias inside its own anchor makes (`&a [*a]`). */
function containsItself(value: unknown, around: readonly unknown[] = []): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return (
    around.includes(value) ||
    Object.values(value).some((inside) => containsItself(inside, [...around, value]))
  );
}

/** `cases[3].peer.messages`. */
function fieldText(path: FieldPath): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`))
    .join('');
}

function startOf(node: unknown): number | undefined {
  return isNode(node) && (isScalar(node) || isCollection(node) || isAlias(node))
    ? node.range?.[0]
    : undefined;
}

/**
 * How deep lists and maps are nested, counted without parsing, since the parser recurses as deep. Brackets in texts and
 * comments count too, so the number may be too large. Nesting by indentation alone needs no limit: the size of the file
 * bounds it.
 */
function depthOf(text: string): number {
  let brackets = 0;
  let deepest = 0;
  for (const line of text.split('\n')) {
    const dashes = /^(?:\s|[-?](?=\s))*/.exec(line)![0].replaceAll(/\s/g, '').length;
    for (const character of line) {
      if (character === '[' || character === '{') brackets++;
      else if (character === ']' || character === '}') brackets = Math.max(0, brackets - 1);
      deepest = Math.max(deepest, brackets);
    }
    deepest = Math.max(deepest, dashes);
  }
  return deepest;
}

/** The text of a regular file within bounds and inside `root`, or what keeps it from being read. */
function readBounded(path: string, root: string): string | Finding {
  try {
    const real = realpathSync(path);
    if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) {
      return { message: 'is a symbolic link that leads out of the folder of labs.' };
    }
    const status = lstatSync(real);
    if (!status.isFile()) return { message: 'is not a regular file.' };
    if (status.size > MAX_BYTES) {
      return {
        message: `is ${countText(status.size, 'byte')} long; at most ${numberText(MAX_BYTES)} are read.`,
      };
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(real));
  } catch (error) {
    if (error instanceof TypeError) return { message: 'is not text in UTF-8.' };
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code !== 'ENOENT') return { message: `cannot be read (${code}).` };
    const isLink = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    return { message: isLink ? 'is a symbolic link to a file that does not exist.' : 'does not exist.' };
  }
}
