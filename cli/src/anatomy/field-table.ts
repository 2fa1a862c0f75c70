/** Segments side by side: a column for each, a row for each field, from the link up. */
import type { SegmentFields, SequenceNumber } from '@wireside/wire';
import { numberText } from '@wireside/wire';
import type { Terminal } from '../terminal/spans.ts';
import { cutSpans, fitSpans, paint, span } from '../terminal/spans.ts';
import { glyphsFor } from '../terminal/glyphs.ts';
import { textWidth } from '../terminal/width.ts';

/** A field: its name, and its value in a segment; empty where the segment does not have it. */
type FieldRow = readonly [name: string, value: (segment: SegmentFields) => string];

const raw = (number: SequenceNumber | undefined): string => (number === undefined ? '' : String(number.raw));

/** The order is that of the headers on the wire. */
const FIELDS: readonly FieldRow[] = [
  ['packet', ({ packet }) => String(packet)],
  ['time', ({ time }) => secondsText(time)],
  ['Ethernet from', ({ ethernet }) => ethernet?.source ?? ''],
  ['Ethernet to', ({ ethernet }) => ethernet?.destination ?? ''],
  ['IP from', ({ ip }) => ip.source],
  ['IP to', ({ ip }) => ip.destination],
  ['TCP port from', ({ ports }) => String(ports.source)],
  ['TCP port to', ({ ports }) => String(ports.destination)],
  ['sequence', ({ sequence }) => String(sequence.relative)],
  ['  on the wire', ({ sequence }) => raw(sequence)],
  ['acknowledges', ({ acknowledgment }) => String(acknowledgment?.relative ?? '')],
  ['  on the wire', ({ acknowledgment }) => raw(acknowledgment)],
  ['flags', ({ flags }) => flags.join(' ')],
  ['window', ({ window }) => numberText(window.bytes)],
  ['  in the header', ({ window: { header, bytes } }) => (header === bytes ? '' : String(header))],
  ['bytes of data', ({ length }) => numberText(length)],
  ['largest segment', ({ options }) => String(options.maximumSegment ?? '')],
  [
    'window scale',
    ({ options: { windowShift } }) =>
      windowShift === undefined ? '' : `${windowShift} (times ${2 ** windowShift})`,
  ],
  ['SACK', ({ options }) => (options.sackPermitted ? 'permitted' : '')],
  ['timestamp', ({ options }) => String(options.timestamps?.value ?? '')],
  ['  echoes', ({ options }) => String(options.timestamps?.echo ?? '')],
];

/** Spaces between columns. */
const GAP = 2;

/** The table, each line with a newline at its end; in several blocks where it is too wide. */
export function fieldTable(segments: readonly SegmentFields[], terminal: Terminal): string {
  const shown = FIELDS.filter(([, value]) => segments.some((segment) => value(segment) !== ''));
  const head = Math.max(...shown.map(([name]) => name.length));
  let cell = 0;
  for (const [, value] of shown) for (const one of segments) cell = Math.max(cell, textWidth(value(one)));
  const most = Math.max(1, Math.floor((terminal.width - head) / (cell + GAP)));
  const blocks = Math.ceil(segments.length / most);
  const size = Math.ceil(segments.length / blocks);
  const { ellipsis } = glyphsFor(terminal.unicode);
  return Array.from({ length: blocks }, (_, block) => {
    const some = segments.slice(block * size, (block + 1) * size);
    const lines = shown
      .filter(([, value]) => some.some((segment) => value(segment) !== ''))
      .map(([name, value]) => {
        const cells = some.flatMap((segment) => [
          span(' '.repeat(GAP)),
          ...fitSpans([span(value(segment), name === 'flags' ? 'strong' : 'plain')], cell, ellipsis),
        ]);
        const line = [...fitSpans([span(name, 'quiet')], head, ellipsis), ...cells];
        return `${paint(cutSpans(line, terminal.width, ellipsis), terminal.color)}\n`;
      });
    return lines.join('');
  }).join('\n');
}

/** `0.001234 s`, as `wireside packets` prints it. @param nanos nanoseconds */
export function secondsText(nanos: number): string {
  const micros = Math.floor(Math.abs(nanos) / 1000);
  return `${nanos < 0 ? '-' : ''}${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
}
