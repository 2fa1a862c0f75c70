/** The segments of a connection's data: a line for each, and a line below what is unusual. */
import type { SegmentFields } from '@wireside/wire';
import { countText } from '@wireside/wire';
import type { Row } from '../terminal/table.ts';
import { renderTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/spans.ts';
import { span } from '../terminal/spans.ts';
import { secondsText } from './field-table.ts';

/** Segments of the beginning and of the end, where not all are listed. */
const FIRST = 24;
const LAST = 8;

/** The signs of what the client sent and of what the server sent. */
export function arrows({ unicode }: Terminal): readonly [fromClient: string, fromServer: string] {
  return unicode === false ? ['->', '<-'] : ['→', '←'];
}

/** The packets that are listed, and how many are left out after the first of them. */
export function listed(packets: readonly number[], isWhole: boolean): { shown: number[]; leftOut: number } {
  if (isWhole || packets.length <= FIRST + LAST) return { shown: [...packets], leftOut: 0 };
  return {
    shown: [...packets.slice(0, FIRST), ...packets.slice(-LAST)],
    leftOut: packets.length - FIRST - LAST,
  };
}

/**
 * The table, each line with a newline at its end.
 * @param isFromClient who sent a segment
 * @param leftOut how many segments are left out after the first ones
 */
export function dataTable(
  segments: readonly SegmentFields[],
  isFromClient: (segment: SegmentFields) => boolean,
  leftOut: number,
  terminal: Terminal,
): string {
  const [right, left] = arrows(terminal);
  const rows: Row[] = segments.flatMap((segment, i): Row[] => [
    ...(leftOut > 0 && i === FIRST
      ? [{ note: [span(`${countText(leftOut, 'segment')} more: --all lists them`, 'quiet')] }]
      : []),
    [
      [span(String(segment.packet))],
      [span(secondsText(segment.time))],
      [span(isFromClient(segment) ? right : left)],
      [span(segment.flags.join(' '))],
      [span(String(segment.length))],
      [span(String(segment.sequence.relative))],
      [span(String(segment.sequence.raw))],
      [span(String(segment.acknowledgment?.relative ?? ''))],
      [span(String(segment.acknowledgment?.raw ?? ''))],
      [span(String(segment.window.bytes))],
    ],
    ...remarks(
      segment,
      segments.find((other) => isFromClient(other) === isFromClient(segment))!,
    ),
  ]);
  return renderTable(COLUMNS, rows, terminal);
}

/** What is unusual about a segment: its marks, and Ethernet addresses other than those of the first one of its side. */
function remarks(segment: SegmentFields, first: SegmentFields): Row[] {
  const texts = segment.marks.map((mark) => mark.replaceAll('_', ' '));
  const link = linkText(segment);
  if (link !== linkText(first)) texts.push(link);
  return texts.length === 0 ? [] : [{ note: [span(texts.join(', '), 'strong')] }];
}

/** The Ethernet addresses of a segment. */
export function linkText({ ethernet }: SegmentFields): string {
  return ethernet === undefined
    ? 'no Ethernet header'
    : `Ethernet ${ethernet.source} to ${ethernet.destination}`;
}

const COLUMNS = [
  { title: 'packet', align: 'right' },
  { title: 'time', align: 'right' },
  { title: '' },
  { title: 'flags' },
  { title: 'data', align: 'right' },
  { title: 'seq', align: 'right' },
  { title: 'on the wire', align: 'right' },
  { title: 'ack', align: 'right' },
  { title: 'on the wire', align: 'right' },
  { title: 'window' },
] as const;
