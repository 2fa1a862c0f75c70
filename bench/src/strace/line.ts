/** Reads one line of strace's output; strace(1) with -f -yy -ttt -T. */

/** A line, by what it tells. Times are µs since the epoch, durations µs. */
export type StraceLine =
  | { type: 'call'; pid: number; at: number; name: string; args: string; result: StraceResult }
  | { type: 'unfinished'; pid: number; at: number; name: string; args: string }
  | { type: 'resumed'; pid: number; at: number; name: string; args: string; result: StraceResult }
  | { type: 'exited'; pid: number; at: number; code: number }
  | { type: 'killed'; pid: number; at: number; signal: string }
  | { type: 'signal'; pid: number; at: number; signal: string; from: number | null };

export interface StraceResult {
  /** null when the call did not return (`?`). */
  ret: number | null;
  error?: string;
  /** How -yy decorates a returned descriptor, without its angle brackets. */
  decoration?: string;
  took: number | null;
}

const HEAD = /^(\d+)\s+(\d+)\.(\d{6}) /;
const RESULT =
  /\)\s+= (\?|-?\d+|0x[0-9a-f]+)(?:<(.*?)>)?(?: ([A-Z][A-Z0-9]+) \([^()]*\))?(?: \([^()]*\))?(?: <(\d+)\.(\d{6})>)?$/;
/** Longest line that is read; a call with -s 64 stays far below it. */
const MAX_LINE = 16_384;

function splitResult(text: string): { args: string; result: StraceResult } | null {
  // The last ") = " before the result; an earlier one may stand inside a string of the program's.
  const start = text.lastIndexOf(') ');
  let match = start < 0 ? null : RESULT.exec(text.slice(start));
  let at = start;
  for (let from = start; match === null && from > 0;) {
    from = text.lastIndexOf(')', from - 1);
    if (from < 0) break;
    match = RESULT.exec(text.slice(from));
    at = from;
  }
  if (match === null) return null;
  const [, value, decoration, error, seconds, micros] = match;
  const result: StraceResult = {
    ret: value === '?' ? null : Number(value),
    took: seconds === undefined ? null : Number(seconds) * 1e6 + Number(micros),
  };
  if (error !== undefined) result.error = error;
  if (decoration !== undefined) result.decoration = decoration;
  return { args: text.slice(0, at).replace(/,?\s*<unfinished \.\.\.>$/, ''), result };
}

/** Reads a line without its newline; null for one that says nothing about a call, a signal or an end. */
export function parseStraceLine(line: string): StraceLine | null {
  if (line.length > MAX_LINE) return null;
  const head = HEAD.exec(line);
  if (head === null) return null;
  const pid = Number(head[1]);
  const at = Number(head[2]) * 1e6 + Number(head[3]);
  const rest = line.slice(head[0].length);

  if (rest.startsWith('+++ ')) {
    const exited = /^\+\+\+ exited with (\d+) \+\+\+$/.exec(rest);
    if (exited !== null) return { type: 'exited', pid, at, code: Number(exited[1]) };
    const killed = /^\+\+\+ killed by (\w+)(?: \(core dumped\))? \+\+\+$/.exec(rest);
    return killed === null ? null : { type: 'killed', pid, at, signal: killed[1] as string };
  }
  if (rest.startsWith('--- ')) {
    const signal = /^--- (\w+) \{(?:.*si_pid=(\d+))?/.exec(rest);
    if (signal === null) return null;
    return {
      type: 'signal',
      pid,
      at,
      signal: signal[1] as string,
      from: signal[2] ? Number(signal[2]) : null,
    };
  }
  const resumed = /^<\.\.\. (\w+) resumed>/.exec(rest);
  if (resumed !== null) {
    const parts = splitResult(rest.slice(resumed[0].length));
    return parts === null ? null : { type: 'resumed', pid, at, name: resumed[1] as string, ...parts };
  }
  const call = /^(\w+)\(/.exec(rest);
  if (call === null) return null;
  const name = call[1] as string;
  const body = rest.slice(call[0].length);
  if (body.endsWith('<unfinished ...>')) {
    return { type: 'unfinished', pid, at, name, args: body.slice(0, -'<unfinished ...>'.length).trimEnd() };
  }
  const parts = splitResult(body);
  return parts === null ? null : { type: 'call', pid, at, name, ...parts };
}
