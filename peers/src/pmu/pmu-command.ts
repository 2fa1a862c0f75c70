/** The commands of the PMU: recognising them in a stream of bytes that has no mark at the end of a command. */
import { countBytes, escapeBytes } from '../common/escape.ts';

/** What a client can ask for. */
export type PmuCommand =
  | { readonly name: 'short'; readonly delay: number; readonly text: string }
  | { readonly name: 'flood'; readonly text: string };

/**
 * What the bytes so far amount to. `complete` may still grow (`CMD_short:0` into `CMD_short:0.2`), `partial` has to,
 * `wrong` cannot become right any more. `reason` ends the sentence "unknown command, …".
 */
export type Reading =
  | { readonly state: 'partial'; readonly reason: string }
  | { readonly state: 'complete'; readonly command: PmuCommand; readonly note?: string }
  | { readonly state: 'wrong'; readonly reason: string };

/** No command is longer: a client that sends more is not sending a command, and must not fill our memory. */
export const MAX_COMMAND = 64;

/** The longest time between two messages, in seconds: a lab has an end. */
export const MAX_DELAY = 60;

/** What is told to a client that did not send a command. */
export const KNOWN_COMMANDS =
  `Known commands: CMD_short:d (d = seconds between messages, 0 to ${MAX_DELAY}, decimals allowed) and CMD_floodme, ` +
  'as bare ASCII with nothing after them.';

/** The beginnings that commands have. ASCII only, so a byte is a character and a character is a byte. */
const SHORT = 'CMD_short:';
const FLOOD = 'CMD_floodme';

/** A whole command at the beginning of the text. Digits are required before the point: `.5` is not a delay. */
const WHOLE = /^(?:CMD_short:(\d+(?:\.\d+)?)|CMD_floodme)/;

/** What could grow into a delay: nothing yet, or digits and a point that waits for more. */
const PART_OF_DELAY = /^(\d+\.?)?$/;

/**
 * Reads the bytes that came so far: all of them each time, from the first one on. A parser that keeps its place would save
 * work, but a command is short, and a function without memory cannot be confused by the way in which the bytes were cut.
 *
 * With `strict` (what the protocol says: bare bytes) any byte after a command makes it
 * unknown, and the answer names that byte, because "unknown command CMD_short:0" would leave a student staring at the
 * line end that he cannot see. Without, line ends, blanks and zero bytes at the end are forgiven, and noted.
 */
export function readCommand(bytes: Buffer, strict: boolean): Reading {
  if (bytes.length > MAX_COMMAND) {
    return { state: 'wrong', reason: `longer than ${MAX_COMMAND} bytes: ${quote(bytes)}.` };
  }
  // latin1 gives one character for each byte, so positions in the text are positions in the bytes.
  const text = bytes.toString('latin1');
  const match = WHOLE.exec(text);
  const extra = bytes.subarray(match?.[0].length ?? 0);
  // `CMD_short:0.` is a command and a point, but may become `CMD_short:0.2`: beginnings go first.
  if (isBeginning(text) && (!match || extra.length > 0)) {
    return { state: 'partial', reason: `only the beginning of one: ${quote(bytes)}.` };
  }
  if (!match) return { state: 'wrong', reason: unlike(bytes, text) };
  if (extra.length > 0 && (strict || /[^\r\n\t \0]/.test(extra.toString('latin1')))) {
    return { state: 'wrong', reason: tooMuch(bytes, match[0], extra) };
  }

  // A number, but is it a sensible one? That is another question, and it has another answer.
  const delay = Number(match[1] ?? 0);
  if (delay > MAX_DELAY) {
    return { state: 'wrong', reason: `the delay of ${quote(bytes)} is more than ${MAX_DELAY} seconds.` };
  }
  const command: PmuCommand =
    match[1] === undefined ? { name: 'flood', text: match[0] } : { name: 'short', delay, text: match[0] };
  return extra.length === 0
    ? { state: 'complete', command }
    : { state: 'complete', command, note: `${countBytes(extra.length)} after it forgiven: ${quote(extra)}` };
}

/** Whether more bytes could make a command of this. */
function isBeginning(text: string): boolean {
  if (text.startsWith(SHORT)) return PART_OF_DELAY.test(text.slice(SHORT.length));
  return SHORT.startsWith(text) || FLOOD.startsWith(text);
}

/** The reason why bytes are no command at all. */
function unlike(bytes: Buffer, text: string): string {
  if (text.startsWith(SHORT)) return `no number of seconds after "${SHORT}": ${quote(bytes)}.`;
  return `${quote(bytes)}.`;
}

/** The reason why a command with something after it is refused. */
function tooMuch(bytes: Buffer, command: string, extra: Buffer): string {
  const again = extra.toString('latin1') === command ? ' It is the same command once more.' : '';
  return `${quote(bytes)}: ${countBytes(extra.length)} too many after "${command}", namely ${quote(extra)}.${again}`;
}

/** Bytes escaped in quotation marks, with their number: a zero byte and an absent byte look the same otherwise. */
function quote(bytes: Buffer): string {
  return `"${escapeBytes(bytes)}" (${countBytes(bytes.length)})`;
}
