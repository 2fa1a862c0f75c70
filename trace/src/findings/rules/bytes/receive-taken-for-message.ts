/** What one receive returned is printed as one message. */
import { countText } from '@wireside/wire';
import type { ActorConnection } from '../../../connection.ts';
import type { RecordSpan } from '../../../join.ts';
import { endOf } from '../../../join.ts';
import type { FoundInRun, Rule } from '../../finding.ts';
import type { ProgramView, RunView } from '../../run-view.ts';
import { callName, quote } from '../../words.ts';

/** Receives that must be found on lines of their own before a program is said to print one a line. */
const MIN_RECEIVES = 3;
/** More receives or lines are not compared. */
const MAX_RECEIVES = 2000;
const MAX_LINES = 5000;
/** Longer receives are not taken for a line. Bytes. */
const MAX_LENGTH = 2000;

/** Every receive is on a line of its own, and at least one of them is not one whole message. */
export const receiveTakenForMessage: Rule = {
  id: 'receive-taken-for-message',
  severity: 'wrong',
  title: 'A receive that is taken for a message',
  silent:
    'The messages of the other end are not known, each receive returned exactly one, or the lines differ from the receives.',
  source: 'man 7 tcp; RFC 9293, 3.8',
  example:
    'The program prints what one receive returned as one message: recvfrom() (call 9) returned "This is PMU" (11 bytes), line 1 shows exactly that, and it is only a part of message 0. ' +
    'TCP keeps the bytes and their order, but not where one send() ended and the next began. ' +
    'Collect the bytes, and find the ends of the messages in them; a receive for N bytes may return fewer.',
  find: (run) =>
    run.programs.flatMap((program) => program.connections.flatMap((one) => takenIn(run, program, one))),
};

function takenIn(
  run: RunView,
  program: ProgramView,
  { incoming, connection }: ActorConnection,
): FoundInRun[] {
  const { messages, bytes } = incoming;
  const filled = incoming.receives.filter(({ length, lane }) => length > 0 && lane === 'calls');
  if (messages.length < 2 || messages.some(({ over }) => over !== undefined) || filled.length < MIN_RECEIVES)
    return [];
  if (filled.some(({ length }) => length > MAX_LENGTH)) return [];
  // What is shown whole besides is not taken for anything else.
  const whole = new Set(
    incoming.lineContents.flatMap((one) => (one.kind === 'message' ? [one.message] : [])),
  );
  if (messages.every(({ index }) => whole.has(index))) return [];
  if (filled.length > MAX_RECEIVES || program.lines.length > MAX_LINES) return [];
  const line = firstLineOf(program, bytes, filled);
  if (line === undefined) return [];
  const ends = new Set([0, ...messages.map(endOf)]);
  const place = filled.findIndex(
    (span) => !messages.some(({ offset, length }) => offset === span.offset && length === span.length),
  );
  const bad = filled[place];
  const call = bad === undefined ? undefined : run.model.call(bad.n);
  if (bad === undefined || call === undefined) return [];
  const message = messages.find((one) => endOf(one) > bad.offset)?.index;
  const isWhole = ends.has(bad.offset) && ends.has(endOf(bad));
  const what = isWhole
    ? `it is ${countText(messages.filter((one) => one.offset >= bad.offset && endOf(one) <= endOf(bad)).length, 'message')}`
    : `it is ${endOf(bad) <= endOf(messages.find((one) => one.index === message) ?? bad) ? 'only a part' : 'not the whole'} of message ${message ?? '?'}`;
  return [
    {
      actor: program.name,
      stream: connection.stream,
      text:
        `${run.nameOf(program)} prints what one receive returned as one message: ${callName(call)} returned ${quote(bytes.subarray(bad.offset, endOf(bad)))}, ` +
        `line ${line + place} shows exactly that, and ${what}. ` +
        `TCP keeps the bytes and their order, but not where one send() ended and the next began.`,
      change:
        'Collect the bytes, and find the ends of the messages in them; a receive for N bytes may return fewer.',
      evidence: [
        { call: call.n },
        { line: line + place, ...(run.programs.length === 1 ? {} : { actor: program.name }) },
      ],
    },
  ];
}

/** The number of the line that shows the first receive, if each receive is on a line of its own, with the same text around. */
function firstLineOf(
  { lines }: ProgramView,
  bytes: Uint8Array,
  filled: readonly RecordSpan[],
): number | undefined {
  const decoder = new TextDecoder('latin1');
  const text = ({ offset, length }: RecordSpan): string =>
    decoder.decode(bytes.subarray(offset, offset + length));
  const shown = lines.map((line) => decoder.decode(line.bytes.subarray(0, MAX_LENGTH)));
  const first = text(filled[0]!);
  for (let start = 0; start + filled.length <= shown.length; start++) {
    const at = shown[start]!.indexOf(first);
    if (at < 0) continue;
    const [before, after] = [shown[start]!.slice(0, at), shown[start]!.slice(at + first.length)];
    if (filled.every((span, place) => shown[start + place] === `${before}${text(span)}${after}`))
      return lines[start]!.number;
  }
  return undefined;
}
