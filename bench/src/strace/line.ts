/** Reads one line of strace's output; strace(1) with -f -yy -ttt -T. */

/** What every line says. */
interface Line {
  readonly pid: number;
  /** µs since the epoch. */
  readonly at: number;
}

/** What a line about a call says: its name, and all of its arguments or those that this line has. */
interface CallLine extends Line {
  readonly name: string;
  readonly args: string;
}

/** One line, by what it says: a call, half of a call that others interrupted, the end of a process, or a signal. */
export type StraceLine =
  | (CallLine & { readonly type: 'call' | 'resumed'; readonly result: StraceResult })
  | (CallLine & { readonly type: 'unfinished' })
  | (Line & { readonly type: 'exited'; readonly code: number })
  | (Line & { readonly type: 'killed'; readonly signal: string })
  | (Line & { readonly type: 'signal'; readonly signal: string; readonly from?: number });

/** How a call ended. */
export interface StraceResult {
  /** Absent when the call did not return (`?`). */
  readonly ret?: number;
  /** `ECONNREFUSED`, … (errno(3)). */
  readonly error?: string;
  /** How -yy shows a returned descriptor, without its angle brackets. */
  readonly decoration?: string;
  /** Duration, µs; absent when the call did not return. */
  readonly took?: number;
}

/** An object that is still being built. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What every line begins with: process, seconds, microseconds. */
const HEAD = /^(\d+)\s+(\d+)\.(\d{6}) /;
/** The end of a call: value, decoration, error, seconds, microseconds. */
const RESULT =
  /\)\s+= (\?|-?\d+|0x[0-9a-f]+)(?:<(.*?)>)?(?: ([A-Z][A-Z0-9]+) \([^()]*\))?(?: \([^()]*\))?(?: <(\d+)\.(\d{6})>)?$/;
/** Maximum length of a line that is read, in characters. A call with -s 64 is much shorter. */
const MAX_LINE = 16_384;
const UNFINISHED = '<unfinished ...>';
const MICROSECONDS = 1e6;

/** Splits what follows the opening parenthesis into arguments and result. */
function splitResult(text: string): { args: string; result: StraceResult } | undefined {
  // The last ") = " is the result's; an earlier one may be in a string of the program.
  const start = text.lastIndexOf(') ');
  let match = RESULT.exec(start < 0 ? '' : text.slice(start));
  let at = start;
  for (let from = start; match === null && from > 0;) {
    from = text.lastIndexOf(')', from - 1);
    if (from < 0) break;
    match = RESULT.exec(text.slice(from));
    at = from;
  }
  if (match === null) return undefined;
  const [, value, decoration, error, seconds, micros] = match;
  // Assigned one by one: a trace can have a million calls, and spreading optional properties is slow.
  const result: Mutable<StraceResult> = {};
  if (value !== '?') result.ret = Number(value);
  if (seconds !== undefined) result.took = Number(seconds) * MICROSECONDS + Number(micros);
  if (error !== undefined) result.error = error;
  if (decoration !== undefined) result.decoration = decoration;
  return { args: text.slice(0, at).replace(/,?\s*<unfinished \.\.\.>$/, ''), result };
}

/** Reads a line without its newline; undefined for one that is not about a call, a signal or the end of a process. */
export function parseStraceLine(line: string): StraceLine | undefined {
  if (line.length > MAX_LINE) return undefined;
  const head = HEAD.exec(line);
  if (head === null) return undefined;
  const pid = Number(head[1]);
  const at = Number(head[2]) * MICROSECONDS + Number(head[3]);
  const rest = line.slice(head[0].length);

  if (rest.startsWith('+++ ')) return parseEnd(rest, pid, at);
  if (rest.startsWith('--- ')) return parseSignal(rest, pid, at);
  const resumed = /^<\.\.\. (\w+) resumed>/.exec(rest);
  if (resumed !== null) {
    const parts = splitResult(rest.slice(resumed[0].length));
    if (parts === undefined) return undefined;
    const { args, result } = parts;
    return { type: 'resumed', pid, at, name: resumed[1]!, args, result };
  }
  const call = /^(\w+)\(/.exec(rest);
  if (call === null) return undefined;
  const name = call[1]!;
  const body = rest.slice(call[0].length);
  if (body.endsWith(UNFINISHED)) {
    return { type: 'unfinished', pid, at, name, args: body.slice(0, -UNFINISHED.length).trimEnd() };
  }
  const parts = splitResult(body);
  if (parts === undefined) return undefined;
  const { args, result } = parts;
  return { type: 'call', pid, at, name, args, result };
}

/** `+++ exited with 0 +++`, `+++ killed by SIGSEGV (core dumped) +++`. */
function parseEnd(text: string, pid: number, at: number): StraceLine | undefined {
  const code = /^\+\+\+ exited with (\d+) \+\+\+$/.exec(text)?.[1];
  if (code !== undefined) return { type: 'exited', pid, at, code: Number(code) };
  const signal = /^\+\+\+ killed by (\w+)(?: \(core dumped\))? \+\+\+$/.exec(text)?.[1];
  return signal === undefined ? undefined : { type: 'killed', pid, at, signal };
}

/** `--- SIGTERM {si_signo=SIGTERM, si_code=SI_USER, si_pid=4, si_uid=0} ---`. */
function parseSignal(text: string, pid: number, at: number): StraceLine | undefined {
  const match = /^--- (\w+) \{(?:.*si_pid=(\d+))?/.exec(text);
  if (match === null) return undefined;
  const [, signal = '', from] = match;
  return { type: 'signal', pid, at, signal, ...(from === undefined ? {} : { from: Number(from) }) };
}
