/** The kind `lines`: the lines that programs, and clients of ours, wrote to their outputs. */
import type { OutputLine } from '../../output.ts';
import type { OwnField } from '../kind.ts';
import { own, recordKind } from '../kind.ts';
import { sinceStart } from './common-fields.ts';

/** A line with the actor that wrote it. */
interface ActorLine extends OutputLine {
  readonly actor: string;
  readonly text: string;
}

const fields: readonly OwnField<ActorLine>[] = [
  own('line.text', 'str', 'The line, without its newline', 'line.text == "HELLO"', ({ text }) => text),
  own('line.n', 'u32', 'Number of the line in its output, from 1', 'line.n == 1', ({ number }) => number),
  own(
    'line.stream',
    'str',
    'The output: stdout or stderr',
    'line.stream == "stderr"',
    ({ stream }) => stream,
  ),
  own('line.actor', 'str', 'The actor that wrote it', 'line.actor == $program', ({ actor }) => actor),
  own(
    'line.at',
    'dur',
    'Time of its last byte, in seconds since the first call of a program',
    'line.at < 1',
    ({ at }, model) => sinceStart(at, model),
  ),
  own('line.length', 'u32', 'Bytes, without the newline', 'line.length > 80', ({ bytes }) => bytes.length),
  own('line.bytes', 'bytes', 'The bytes of the line', 'line.bytes[0] == "#"', ({ bytes }) => bytes),
  own(
    'line.offset',
    'u64',
    'Offset of its first byte in its output',
    'line.offset == 0',
    ({ offset }) => offset,
  ),
  own('line.ended', 'label', 'There where a newline ends the line', '!line.ended', ({ ended }) => ended),
];

/** The lines of both outputs of all actors. */
export const lines = recordKind<ActorLine>({
  name: 'lines',
  prefix: 'line',
  title:
    'the lines that programs and clients of ours wrote: for each actor, standard output, then standard error',
  file: 'output.ndjson',
  fields,
  records: (model) =>
    model.actors.flatMap(({ name: actor }) =>
      (['stdout', 'stderr'] as const).flatMap((stream) =>
        model
          .lines(stream, actor)
          .map((line) => ({ ...line, actor, text: new TextDecoder().decode(line.bytes) })),
      ),
    ),
  // Evidence knows the lines of standard output only.
  evidence: ({ stream, number: line, actor }, model) =>
    stream === 'stderr' ? undefined : actor === model.program.name ? { line } : { line, actor },
});
