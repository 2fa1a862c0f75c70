/** Characters of UTF-8 that a receive cut, and that were decoded in pieces. */
import type { JoinedDirection } from '../../../direction.ts';
import type { RecordSpan } from '../../../join.ts';
import type { FoundInRun, Rule } from '../../finding.ts';
import type { ProgramView, RunView } from '../../run-view.ts';
import { callName } from '../../words.ts';

/** U+FFFD in UTF-8, which decoders put in place of bytes that are no character. */
const REPLACEMENT = [0xef, 0xbf, 0xbd];
/** What languages print when a decoder refuses bytes, on the last lines of standard error, or of standard output where the program caught the error. */
const DECODE_ERROR =
  /UnicodeDecodeError|codec can't decode byte|invalid byte sequence in UTF-8|MalformedInputException|ERR_ENCODING_INVALID_ENCODED_DATA/;
/** Lines at the end of standard error that are read. */
const LAST_LINES = 12;
/** Bytes of a line that are read. */
const MAX_LINE = 400;
/** Bytes before a cut that are looked for in the output. */
const BEFORE = 6;
/** Cuts that are looked for in the output. */
const MAX_CUTS = 20;

/** A receive ended inside a character, and the output shows that its parts were decoded one by one. */
export const characterCut: Rule = {
  id: 'character-cut',
  severity: 'wrong',
  title: 'A character that a receive cut',
  silent:
    'The output has the character whole, and no decoder complained. Where the output has nothing of it, it is only a note.',
  source: 'RFC 3629, 3',
  example:
    'read() (call 21) ended inside a character: its last byte is \\xc3, and the rest of the character came with read() (call 23). ' +
    'Each was decoded alone, so the output has "\uFFFD", the sign for bytes that are no character, where none was sent. ' +
    'Join the bytes before you decode them, or use a decoder that keeps the beginning of a character for the next call.',
  find: (run) =>
    run.programs.flatMap((program) =>
      program.connections.flatMap((one) =>
        cutIn(run, program, one.incoming, one.connection.stream, one.connection.tls !== undefined),
      ),
    ),
};

function cutIn(
  run: RunView,
  program: ProgramView,
  { bytes, receives, packets }: JoinedDirection,
  stream: number,
  isTls: boolean,
): FoundInRun[] {
  if (isTls || !isUtf8(bytes)) return [];
  const cuts = cutsIn(bytes, receives);
  const output = run.model.output('stdout', program.name).bytes;
  // The sign stands where the character was cut, after the same text.
  const isReplaced =
    !includes(bytes, REPLACEMENT) &&
    cuts.slice(0, MAX_CUTS).some(({ end: at }) => {
      const begin = characterAt(bytes, at);
      return includes(output, [...bytes.subarray(Math.max(0, begin - BEFORE), begin), ...REPLACEMENT]);
    });
  const isRefused = [...program.errorLines.slice(-LAST_LINES), ...program.lines.slice(-LAST_LINES)].some(
    (line) => DECODE_ERROR.test(new TextDecoder().decode(line.bytes.subarray(0, MAX_LINE))),
  );
  // A decoder that refuses its bytes ends the program: it received nothing after that.
  const cut = isRefused
    ? cuts.find(({ next }) => next === undefined)
    : cuts.find(({ next }) => next !== undefined);
  if (cut === undefined) return [];
  const isWhole = cuts
    .slice(0, MAX_CUTS)
    .every(({ span }) => includes(output, around(bytes, span.offset + span.length)));
  if (isWhole && !isReplaced && !isRefused) return [];
  const first = run.model.call(cut.span.n);
  const second = cut.next === undefined ? undefined : run.model.call(cut.next.n);
  const packet = packets.find((one) => one.offset <= cut.end && cut.end < one.offset + one.length)?.packet;
  if (first === undefined || (second === undefined && packet === undefined)) return [];
  const rest =
    second === undefined ? `was still to be received (packet ${packet})` : `came with ${callName(second)}`;
  const { end } = cut;
  const start = characterAt(bytes, end);
  const tail = [...bytes.subarray(start, end)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`);
  return [
    {
      ...(isReplaced || isRefused ? {} : { severity: 'note' as const }),
      actor: program.name,
      stream,
      text:
        `${callName(first)} ended inside a character: its last ${tail.length === 1 ? 'byte is' : 'bytes are'} ${tail.join('')}, ` +
        `and the rest of the character ${rest}. ` +
        (isReplaced
          ? 'Each was decoded alone, so the output has "\uFFFD", the sign for bytes that are no character, where none was sent.'
          : !isRefused
            ? 'If each is decoded alone, "\uFFFD" stands in its place; what the program showed of it is not in its output.'
            : 'The decoder got only a part of it, and refused it.'),
      change:
        'Join the bytes before you decode them, or use a decoder that keeps the beginning of a character for the next call.',
      evidence: [{ call: first.n }, second === undefined ? { packet: packet! } : { call: second.n }],
    },
  ];
}

/** A receive that ended inside a character, and the next one. */
interface Cut {
  readonly span: RecordSpan;
  /** Absent where it was the last. */
  readonly next?: RecordSpan;
  /** The offset after its last byte. */
  readonly end: number;
}

function cutsIn(bytes: Uint8Array, receives: readonly RecordSpan[]): Cut[] {
  return receives.flatMap((span, place): Cut[] => {
    const next = receives[place + 1];
    const end = span.offset + span.length;
    const after = bytes[end];
    if (span.length === 0 || span.lane !== 'calls' || after === undefined || !isContinuation(after))
      return [];
    return [{ span, end, ...(next === undefined ? {} : { next }) }];
  });
}

/** Whether a byte continues a character: 10xxxxxx. */
const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** Whether bytes are text in UTF-8, but for a character at the end that is not complete. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return bytes.some((byte) => byte >= 0x80);
  } catch {
    return false;
  }
}

/** Where the character begins that was cut at an offset. */
function characterAt(bytes: Uint8Array, cut: number): number {
  let start = cut - 1;
  while (start > 0 && isContinuation(bytes[start]!)) start--;
  return start;
}

/** Some bytes on both sides of a cut. */
const around = (bytes: Uint8Array, at: number): number[] => [...bytes.subarray(Math.max(0, at - 4), at + 4)];

function includes(bytes: Uint8Array, wanted: readonly number[]): boolean {
  const [first] = wanted;
  for (let at = bytes.indexOf(first!); at >= 0; at = bytes.indexOf(first!, at + 1))
    if (wanted.every((byte, place) => bytes[at + place] === byte)) return true;
  return false;
}
