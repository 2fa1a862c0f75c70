/** One thing that is wrong with a file of a lab, and where. */
import { didYouMean } from '@wireside/wire';

/** A problem, as `wireside labs check` and the error of a command show it. */
export interface Problem {
  /** Path of the file. */
  readonly file: string;
  /** Line and column, both from 1; absent where the problem is the file itself. */
  readonly line?: number;
  readonly column?: number;
  /** The field, such as `cases[3].checks[1]`; absent where the problem is not one of a field. */
  readonly field?: string;
  /** What was seen. */
  readonly message: string;
  /** What is allowed. */
  readonly allowed?: string;
  /** The allowed name that was probably meant. */
  readonly near?: string;
}

/** What was seen and, where it is a name from a list, what is allowed and the name that was probably meant. */
export type Finding = Pick<Problem, 'message' | 'allowed' | 'near'>;

/** Maximum number of allowed names listed in a problem. */
const MAX_NAMES = 40;

/** A name that is not in a list of allowed names. */
export function unknownName(what: string, name: string, allowed: readonly string[]): Finding {
  const near = didYouMean(name, allowed);
  const more = allowed.length > MAX_NAMES ? ` and ${allowed.length - MAX_NAMES} more` : '';
  return {
    message: `unknown ${what} ${JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name)}.`,
    ...(allowed.length === 0 ? {} : { allowed: `${allowed.slice(0, MAX_NAMES).join(', ')}${more}` }),
    ...(near === undefined ? {} : { near }),
  };
}

/** `part.yaml:48:23: cases[0].checks[2]: unknown check "mesages". Did you mean "messages"?`, and what is allowed below. */
export function problemText({ file, line, column, field, message, allowed, near }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  const head = [`${place}:`, ...(field === undefined ? [] : [`${field}:`]), message];
  if (near !== undefined) head.push(near);
  return `${head.join(' ')}${allowed === undefined ? '' : `\n    allowed: ${allowed}`}`;
}

/** The problems of a file in the order of their places, each once. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const texts = new Set<string>();
  return problems
    .filter((problem) => {
      const text = problemText(problem);
      return !texts.has(text) && texts.add(text);
    })
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}
