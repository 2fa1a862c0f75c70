/** A connection on one page: its opening, its data, its close, what was sent twice, and its time-sequence graph. */
import type { Anatomy, Capture, LifeFact, Paragraph, Phase, SegmentFields, Side } from '@wireside/wire';
import { countText, durationText, endpointText, segmentFields, stevensSeries, TRAITS } from '@wireside/wire';
import { plainText } from '../terminal/glyphs.ts';
import type { Terminal } from '../terminal/spans.ts';
import { painted } from '../terminal/palette.ts';
import { wrapIndented } from '../terminal/width.ts';
import { arrows, dataTable, linkText, listed } from './data-table.ts';
import { fieldTable } from './field-table.ts';
import { plotText } from './plot.ts';

/** Segments of the opening and of the close that are dissected; a hostile capture has thousands of resets. */
const MOST = 8;

/** What a page shows. */
export interface Page {
  readonly capture: Capture;
  readonly anatomy: Anatomy;
  /** The side whose graph is drawn. */
  readonly direction: Side;
  /** Which packets the system sent for a program, and how many the network of the run dropped. */
  readonly closings: readonly Paragraph[];
  readonly drops: readonly Paragraph[];
  /** Whether all segments are listed. */
  readonly isWhole: boolean;
}

/** The page as text. */
export function anatomyPage(page: Page, terminal: Terminal): string {
  const { life } = page.anatomy;
  const { client, server } = life.sent;
  const title = `TCP stream ${life.stream}: ${endpointText(life.client)} and ${endpointText(life.server)}, ${countText(
    client.packets + server.packets,
    'segment',
  )} in ${durationText(life.duration)}`;
  return [
    heading(title, terminal),
    opening(page, terminal),
    data(page, terminal),
    closing(page, terminal),
    repetitions(page, terminal),
    graph(page, terminal),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function opening({ capture, anatomy: { facts, phases }, isWhole }: Page, terminal: Terminal): string {
  return [
    heading('The opening', terminal),
    sentences(facts, ['opening', 'repeats', 'options', 'round-trip'], terminal),
    fields(capture, phases.opening, isWhole, terminal),
  ].join('');
}

function data({ capture, anatomy, isWhole }: Page, terminal: Terminal): string {
  const { facts, life, phases } = anatomy;
  const { shown, leftOut } = listed(phases.data, isWhole);
  const segments = shown.map((packet) => segmentFields(capture, packet));
  const isFromClient = ({ packet }: SegmentFields): boolean =>
    (capture.table.traits[packet - 1]! & TRAITS.fromClient) !== 0;
  const [right, left] = arrows(terminal);
  const ways = (['client', 'server'] as const).flatMap((side) => {
    const one = segments.find((segment) => isFromClient(segment) === (side === 'client'));
    if (one === undefined) return [];
    const sign = side === 'client' ? right : left;
    const other = endpointText(life[side === 'client' ? 'server' : 'client']);
    return [`${sign} ${endpointText(life[side])} to ${other}, ${linkText(one)}`];
  });
  return [
    heading('The data, and its acknowledgments', terminal),
    sentences(facts, ['data'], terminal),
    ...(segments.length === 0
      ? []
      : [`\n${wrapped(ways, terminal)}\n`, dataTable(segments, isFromClient, leftOut, terminal)]),
  ].join('');
}

function closing(
  { capture, anatomy: { facts, phases }, closings, isWhole }: Page,
  terminal: Terminal,
): string {
  return [
    heading('The close', terminal),
    sentences(facts, ['half-close', 'closing', 'reset'], terminal),
    wrapped(
      closings.map(({ text }) => text),
      terminal,
    ),
    fields(capture, phases.closing, isWhole, terminal),
  ].join('');
}

function repetitions({ anatomy: { repetitions: told, leftOut }, drops }: Page, terminal: Terminal): string {
  return [
    heading('Sent twice', terminal),
    wrapped([...[...drops, ...told].map(({ text }) => text), ...leftOut], terminal),
  ].join('');
}

function graph({ capture, anatomy: { life }, direction }: Page, terminal: Terminal): string {
  const plot = plotText(stevensSeries(capture, { stream: life.stream, direction }), terminal);
  if (plot === '') return '';
  const title = `Sequence numbers of ${endpointText(life[direction])} over time (Stevens)`;
  return `${heading(title, terminal)}${plot}`;
}

function heading(text: string, { color }: Terminal): string {
  return `${painted(text, 'strong', color)}\n`;
}

function sentences(
  facts: readonly LifeFact[],
  names: readonly LifeFact['name'][],
  terminal: Terminal,
): string {
  return wrapped(
    facts.filter(({ name }) => names.includes(name)).map(({ text }) => text),
    terminal,
  );
}

function wrapped(texts: readonly string[], { width, unicode }: Terminal): string {
  return texts
    .flatMap((text) => wrapIndented(plainText(text, unicode), width))
    .map((line) => `${line}\n`)
    .join('');
}

/** Segments field by field. */
function fields(capture: Capture, packets: readonly number[], isWhole: boolean, terminal: Terminal): string {
  if (packets.length === 0) return '';
  const some = isWhole ? packets : packets.slice(0, MOST);
  const rest = packets.length - some.length;
  const table = fieldTable(
    some.map((packet) => segmentFields(capture, packet)),
    terminal,
  );
  return `\n${table}${rest > 0 ? `${countText(rest, 'segment')} more: --all lists them\n` : ''}`;
}

/** Everything as one object: fields of all segments, by phase. */
export function anatomyJson({ capture, anatomy, closings, drops }: Page): unknown {
  const { life, facts, phases, repetitions: told } = anatomy;
  const segments = (phase: Phase): SegmentFields[] =>
    phases[phase].map((packet) => segmentFields(capture, packet));
  const points = (direction: Side) => stevensSeries(capture, { stream: life.stream, direction });
  return {
    ...life,
    facts,
    segments: { opening: segments('opening'), data: segments('data'), closing: segments('closing') },
    repetitions: told,
    closedBySystem: closings,
    dropped: drops,
    stevens: { client: points('client'), server: points('server') },
  };
}
