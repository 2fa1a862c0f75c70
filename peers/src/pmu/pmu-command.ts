/** The commands of the PMU: how to recognize them in a stream that does not mark where a command ends. */
import { countBytes, quoteBytes } from '../common/escape.ts';

/** What a client can ask for. */
export type PmuCommand =
  | { readonly name: 'short'; readonly delay: number; readonly text: string }
  | { readonly name: 'flood'; readonly text: string };

/**
 * What the bytes so far amount to. `complete` may still grow (`CMD_short:0` into `CMD_short:0.2`), `partial` has to, and
 * `unknown` can no longer become a command. `reason` ends the sentence "unknown command, …".
 */
export type Reading =
  | { readonly state: 'partial'; readonly reason: string }
  | { readonly state: 'complete'; readonly command: PmuCommand; readonly note?: string }
  | { readonly state: 'unknown'; readonly reason: string };

/** Maximum length of a command in bytes: a client that sends more must not fill our memory. */
export const MAX_COMMAND = 64;

/** Maximum time between two messages, in seconds. */
export const MAX_DELAY = 60;

/** What a client is told if it did not send a command. */
export const KNOWN_COMMANDS =
  `Known commands: CMD_short:d (d = seconds between messages, 0 to ${MAX_DELAY}, decimals allowed) and CMD_floodme, ` +
  'as bare ASCII with nothing after them.';

/** How commands begin. They are ASCII, so a byte is a character and a character is a byte. */
const SHORT = 'CMD_short:';
const FLOOD = 'CMD_floodme';

/** A complete command at the beginning of the text. The point needs digits before it: `.5` is not a delay. */
const COMPLETE = /^(?:CMD_short:(\d+(?:\.\d+)?)|CMD_floodme)/;

/** What could grow into a delay: nothing yet, or digits, or digits and a point. */
const PART_OF_DELAY = /^(\d+\.?)?$/;

/**
 * Reads the bytes that came so far: all of them each time, from the first one on. A parser that remembers its position would
 * save work, but a command is short, and a function without memory cannot be confused by how the bytes were cut.
 *
 * With `strict` (the protocol: bare bytes) any byte after a command makes it unknown, and the answer shows that byte:
 * "unknown command CMD_short:0" would leave a student looking for a newline that is invisible. Otherwise line endings,
 * spaces and zero bytes at the end are ignored, and noted.
 */
export function readCommand(bytes: Buffer, strict: boolean): Reading {
  if (bytes.length > MAX_COMMAND) {
    return { state: 'unknown', reason: `longer than ${MAX_COMMAND} bytes: ${quoteBytes(bytes)}.` };
  }
  // latin1 gives one character for each byte, so positions in the text are positions in the bytes.
  const text = bytes.toString('latin1');
  const match = COMPLETE.exec(text);
  const extra = bytes.subarray(match?.[0].length ?? 0);
  // `CMD_short:0.` is a command and a point, but may become `CMD_short:0.2`: beginnings are checked first.
  if (isBeginning(text) && (!match || extra.length > 0)) {
    return { state: 'partial', reason: `only the beginning of a command: ${quoteBytes(bytes)}.` };
  }
  if (!match) return { state: 'unknown', reason: unlikeCommand(bytes, text) };
  if (extra.length > 0 && (strict || /[^\r\n\t \0]/.test(extra.toString('latin1')))) {
    return { state: 'unknown', reason: extraBytes(bytes, match[0], extra) };
  }

  const delay = Number(match[1] ?? 0);
  if (delay > MAX_DELAY) {
    return {
      state: 'unknown',
      reason: `the delay of ${quoteBytes(bytes)} is more than ${MAX_DELAY} seconds.`,
    };
  }
  const command: PmuCommand =
    match[1] === undefined ? { name: 'flood', text: match[0] } : { name: 'short', delay, text: match[0] };
  return extra.length === 0
    ? { state: 'complete', command }
    : { state: 'complete', command, note: `ignored after the command: ${quoteBytes(extra)}` };
}

/** Whether more bytes could make a command of this. */
function isBeginning(text: string): boolean {
  if (text.startsWith(SHORT)) return PART_OF_DELAY.test(text.slice(SHORT.length));
  return SHORT.startsWith(text) || FLOOD.startsWith(text);
}

/** The reason for bytes that are nothing like a command. */
function unlikeCommand(bytes: Buffer, text: string): string {
  if (text.startsWith(SHORT)) return `no number of seconds after "${SHORT}": ${quoteBytes(bytes)}.`;
  return `${quoteBytes(bytes)}.`;
}

/** The reason for a command with something after it. */
function extraBytes(bytes: Buffer, command: string, extra: Buffer): string {
  const again = extra.toString('latin1') === command ? ' It is the same command again.' : '';
  return `${quoteBytes(bytes)}: ${countBytes(extra.length)} too many after "${command}": ${quoteBytes(extra)}.${again}`;
}
