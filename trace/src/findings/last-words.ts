/** The last words of an interpreter on standard error: what it says about the error that ended a program, and where. */
import { printable } from './words.ts';

/** An error that nothing caught. */
export interface LastWords {
  /** `ConnectionRefusedError: [Errno 111] Connection refused`; safe to print. */
  readonly message: string;
  /** `client.py, line 12`: the innermost place in the program's own files; absent where it is not known. */
  readonly place?: string;
}

/** How much of the end of standard error is read. Bytes. */
const TAIL = 16_384;
/** Lines of it. */
const MAX_LINES = 120;
const MAX_MESSAGE = 200;

/** Files that are not the program's own. */
const FOREIGN =
  /^(?:\/usr\/|\/lib|<|node:|internal\/|java\.|jdk\.|sun\.)|site-packages|dist-packages|node_modules/;

type Reader = (lines: readonly string[]) => LastWords | undefined;

/** Reads the end of a standard error; undefined where no interpreter of ours to know has spoken last. */
export function lastWords(errors: Uint8Array): LastWords | undefined {
  const text = new TextDecoder().decode(errors.subarray(-TAIL)).trimEnd();
  const lines = text.split('\n').slice(-MAX_LINES);
  for (const read of READERS) {
    const found = read(lines);
    if (found !== undefined)
      return {
        ...found,
        message: printable(found.message).slice(0, MAX_MESSAGE),
        ...(found.place === undefined ? {} : { place: printable(found.place).slice(0, MAX_MESSAGE) }),
      };
  }
  return undefined;
}

/** Python: the last line is the error; a traceback, or the place of a syntax error, stands before it. */
function python(lines: readonly string[]): LastWords | undefined {
  // What stands after an error shows that the program went on.
  const at = lines.length - 1;
  const isError = (line: string): boolean =>
    /^(?:[A-Za-z_][\w.]*\.)?[A-Z]\w*(?:Error|Exception|Interrupt|Exit|Warning|Timeout|timeout|herror|gaierror)\b(?::|$)/.test(
      line,
    ) ||
    /^(?:socket\.)?(?:gaierror|herror|timeout)(?::|$)/.test(line) ||
    // Libraries have names of their own: websockets.exceptions.ConnectionClosedOK.
    /^(?:[a-z_]\w*\.)+[A-Z]\w*(?::|$)/.test(line);
  if (at < 0 || !isError(lines[at]!)) return undefined;
  const before = lines.slice(0, at);
  const start = before.lastIndexOf('Traceback (most recent call last):');
  const isSyntax = /^(?:Syntax|Indentation|Tab)Error\b/.test(lines[at]!);
  if (start < 0 && !isSyntax) return undefined;
  const frames = before.slice(Math.max(0, start)).flatMap((line) => {
    const [, file, number] = /^\s+File "([^"]+)", line (\d+)/.exec(line) ?? [];
    return file === undefined || FOREIGN.test(file) ? [] : [`${baseName(file)}, line ${number}`];
  });
  if (isSyntax && frames.length === 0) return undefined;
  return words(lines[at]!, frames.at(-1));
}

/** Node: the place, the source line, a stack that begins with the error. */
function node(lines: readonly string[]): LastWords | undefined {
  if (!/^Node\.js v\d+/.test(lines.at(-1) ?? '')) return undefined;
  const isError = (line: string, place: number): boolean =>
    /^(?:Uncaught )?[A-Z]\w*(?:Error|Exception)\b/.test(line) ||
    // Anyone may write "Error: …"; with a stack it is one.
    (/^(?:Uncaught )?Error\b/.test(line) && lines[place + 1]?.startsWith('    at ') === true);
  // What stands before the last one may have been caught and printed.
  const at = lines.findLastIndex(
    (line, place) => isError(line, place) && (place === 0 || !lines[place - 1]!.startsWith('    at ')),
  );
  if (at < 0) return undefined;
  const frame = lines.slice(at + 1).find((line) => {
    const [, file] = /^\s+at .*?\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^():]+):\d+:\d+\)?$/.exec(line) ?? [];
    return file !== undefined && !FOREIGN.test(file.replace('file://', ''));
  });
  const head = /^((?:file:\/\/)?\/[^:]+):(\d+)$/.exec(
    lines[
      Math.max(
        0,
        lines.findIndex((line) => /^(?:file:\/\/)?\/\S+:\d+$/.test(line)),
      )
    ] ?? '',
  );
  const [, file, number] = /((?:file:\/\/)?\/[^():]+):(\d+):\d+\)?$/.exec(frame ?? '') ?? head ?? [];
  return words(lines[at]!, file === undefined ? undefined : `${baseName(file)}, line ${number}`);
}

/** Java: `Exception in thread "main" …`, then frames. */
function java(lines: readonly string[]): LastWords | undefined {
  const at = lines.findLastIndex((line) => line.startsWith('Exception in thread "main" '));
  // Nothing but its frames and causes stands after it; an error of another thread ends that only.
  const isRest = (line: string): boolean =>
    /^(?:\s+at |Caused by: |\s+\.\.\. \d+ |\s*Suppressed: )/.test(line);
  if (at < 0 || !lines.slice(at + 1).every(isRest)) return undefined;
  const frame = lines
    .slice(at + 1)
    .find((line) => /^\s+at (?!java\.|jdk\.|sun\.|javax\.|java\.base)[^(]*\([\w$]+\.java:\d+\)/.test(line));
  const [, file, number] = /\(([\w$]+\.java):(\d+)\)/.exec(frame ?? '') ?? [];
  return words(
    lines[at]!.replace(/^Exception in thread "[^"]*" /, ''),
    file === undefined ? undefined : `${file}, line ${number}`,
  );
}

/** Go and Rust: the first line of a panic. */
function panic(lines: readonly string[]): LastWords | undefined {
  const rust = lines.findLastIndex((line) => /^thread 'main' (?:\(\d+\) )?panicked at /.test(line));
  if (rust >= 0) {
    const [, file, number] = /panicked at ([^:']+):(\d+):\d+/.exec(lines[rust]!) ?? [];
    return words(
      `panicked: ${lines[rust + 1] ?? ''}`,
      file === undefined ? undefined : `${baseName(file)}, line ${number}`,
    );
  }
  const go = lines.findIndex((line) => line.startsWith('panic: '));
  if (go < 0 || !lines.some((line) => /^goroutine \d+ \[/.test(line))) return undefined;
  const [, file, number] =
    lines
      .slice(go)
      .map((line) => /^\t(\/[^:]+\.go):(\d+)/.exec(line))
      .find((one) => one !== null && !one[1]!.startsWith('/usr/')) ?? [];
  return words(lines[go]!, file === undefined ? undefined : `${baseName(file)}, line ${number}`);
}

/** Ruby: the place, then the error, on one line; its source and its frames may follow. */
function ruby(lines: readonly string[]): LastWords | undefined {
  const at = lines.findLastIndex((line) => /^\S+\.rb:\d+:in /.test(line));
  const [, file, number, message] =
    /^(\S+\.rb):(\d+):in .*?: (.*\([A-Z]\w*(?:::\w+)*\))$/.exec(lines[at] ?? '') ?? [];
  if (file === undefined || !lines.slice(at + 1).every((line) => /^\s|^$/.test(line))) return undefined;
  return words(message!, `${baseName(file)}, line ${number}`);
}

const READERS: readonly Reader[] = [python, node, java, panic, ruby];

const baseName = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

const words = (message: string, place: string | undefined): LastWords =>
  place === undefined ? { message } : { message, place };
