/** A run as lists: calls, packets and output. */
import type { CallRecord, Model, SocketRecord } from '@wireside/trace';
import { callText, columnDuration, packetComments } from '@wireside/trace';
import { countText } from '@wireside/wire';
import { glyphsFor } from './glyphs.ts';
import type { Look } from './palette.ts';
import type { Span, Terminal } from './spans.ts';
import { span } from './spans.ts';
import type { Row } from './table.ts';
import { renderTable } from './table.ts';

/** Maximum width of the columns for calls, for addresses and for names of actors. */
const MAX_CALL = 36;
const MAX_ADDRESS = 20;
const MAX_ACTOR = 16;
/** Marks of packets that are nothing to worry about, by Wireshark's names. */
const HARMLESS_MARKS: ReadonlySet<string> = new Set(['window_update', 'keep_alive']);

/** How much of a list is shown. */
export interface ListView extends Terminal {
  /** Maximum number of rows; the rest is only counted. */
  readonly limit: number;
}

/** A list of what actors did. */
export interface ActorListView extends ListView {
  /** Only this actor; all of them if it is absent. */
  readonly actor?: string;
}

/** Names of the actors that a list shows: those that have anything for it. */
function shownActors(own: readonly { readonly actor: string }[], { actor }: ActorListView): Set<string> {
  return actor === undefined ? new Set(own.map((one) => one.actor)) : new Set([actor]);
}

/** The calls of programs: number, time, and what strace(1) would show. */
export function renderCalls({ trace, start }: Model, view: ActorListView): string {
  const actors = shownActors(trace.calls, view);
  const calls = trace.calls.filter(({ actor }) => actors.has(actor));
  const severalProcesses = new Set(calls.map(({ process }) => process)).size > 1;
  const rows = calls
    .slice(0, view.limit)
    .map((call) => [
      [span(String(call.n), 'quiet')],
      ...(actors.size > 1 ? [[span(call.actor)]] : []),
      [span(milliseconds(call.at - start), 'quiet')],
      [span(call.took === undefined ? '?' : columnDuration(call.took), 'quiet')],
      ...(severalProcesses ? [[span(String(call.process), 'quiet')]] : []),
      [span(callText(call), lookOf(call))],
      callDetails(call),
    ]);
  const columns = [
    { title: 'call', align: 'right' as const },
    ...(actors.size > 1 ? [{ title: 'actor', max: MAX_ACTOR }] : []),
    { title: 'ms', align: 'right' as const },
    { title: 'took', align: 'right' as const },
    ...(severalProcesses ? [{ title: 'process', align: 'right' as const }] : []),
    { title: 'arguments or data', max: MAX_CALL },
    { title: '' },
  ];
  return renderTable(columns, rows, view) + leftOut(calls.length - view.limit, 'call', view);
}

function lookOf(call: CallRecord): Look {
  // A call without a result was cut off, except for exit_group(2), which never returns.
  if (call.ret === undefined) return call.kind === 'exit' ? 'plain' : 'bad';
  return call.error === undefined ? 'plain' : call.error === 'EAGAIN' ? 'quiet' : 'bad';
}

function callDetails(call: CallRecord): Span[] {
  if (call.data !== undefined && call.data !== '')
    return [span('"', 'quiet'), span(call.data), span('"', 'quiet')];
  if (call.kind === 'receive' && call.ret === 0) return [span('end of stream', 'quiet')];
  return call.args === undefined ? [] : [span(call.args, 'quiet')];
}

/** The packets as Wireshark lists them, and under each the calls that sent and received its bytes. */
export function renderPackets(model: Model, view: ListView): string {
  const { capture, start } = model;
  const comments = packetComments(model);
  const rows: Row[] = [];
  for (let row = 0; row < Math.min(capture.count, view.limit); row++) {
    const packet = capture.packet(row);
    const isBad = packet.tcp?.analysis.some((name) => !HARMLESS_MARKS.has(name)) === true;
    rows.push([
      [span(String(packet.number), 'quiet')],
      [span(milliseconds(packet.time - start), 'quiet')],
      [span(packet.src)],
      [span(packet.dst)],
      [span(packet.protocol)],
      [span(packet.info, isBad ? 'bad' : 'plain')],
    ]);
    for (const comment of comments.get(packet.number) ?? []) rows.push({ note: [span(comment, 'quiet')] });
  }
  const columns = [
    { title: 'packet', align: 'right' as const },
    { title: 'ms', align: 'right' as const },
    { title: 'from', max: MAX_ADDRESS },
    { title: 'to', max: MAX_ADDRESS },
    { title: 'protocol' },
    { title: 'info' },
  ];
  return renderTable(columns, rows, view) + leftOut(capture.count - view.limit, 'packet', view);
}

/** The lines that actors printed, in the order in which they were completed. */
export function renderOutput(model: Model, view: ActorListView): string {
  const { start } = model;
  const actors = shownActors(model.trace.output, view);
  const streams = [...actors].flatMap((actor) =>
    (['stdout', 'stderr'] as const).map((stream) => ({ actor, stream })),
  );
  const lines = streams
    .flatMap(({ actor, stream }) => model.lines(stream, actor).map((line) => ({ ...line, actor })))
    .toSorted((a, b) => a.at - b.at);
  const dropped = streams.reduce((sum, { actor, stream }) => sum + model.output(stream, actor).dropped, 0);
  const rows = lines
    .slice(0, view.limit)
    .map((line) => [
      [span(String(line.number), 'quiet')],
      ...(actors.size > 1 ? [[span(line.actor)]] : []),
      [span(milliseconds(line.at - start), 'quiet')],
      [span(line.stream === 'stderr' ? 'stderr' : '', 'bad')],
      [span(line.bytes), ...(line.ended ? [] : [span(' (no newline)', 'quiet')])],
    ]);
  const columns = [
    { title: 'line', align: 'right' as const },
    ...(actors.size > 1 ? [{ title: 'actor', max: MAX_ACTOR }] : []),
    { title: 'ms', align: 'right' as const },
    { title: '' },
    { title: 'text' },
  ];
  if (lines.length === 0) return 'Nothing was printed.\n';
  const lost =
    dropped > 0 ? `  ${countText(dropped, 'byte')} of output were not kept: there was too much\n` : '';
  return renderTable(columns, rows, view) + leftOut(lines.length - view.limit, 'line', view) + lost;
}

/** The socket tables of the hosts, each time that they were read, as ss(8) shows them. */
export function renderSockets({ trace, start }: Model, view: ListView): string {
  const { sockets } = trace;
  if (sockets.length === 0) return 'No host had a socket when the tables were read.\n';
  let before: SocketRecord | undefined;
  const rows = sockets.slice(0, view.limit).map((one) => {
    const isNew = one.moment !== before?.moment || one.host !== before.host || one.at !== before.at;
    before = one;
    return [
      [span(isNew ? milliseconds(one.at - start) : '', 'quiet')],
      [span(isNew ? one.moment : '', 'quiet')],
      [span(isNew ? one.host : '')],
      [span(one.protocol)],
      [span(one.state)],
      [span(one.local)],
      [span(one.remote)],
      [span(String(one.receiveQueue), one.receiveQueue === 0 ? 'quiet' : 'plain')],
      [span(String(one.sendQueue), one.sendQueue === 0 ? 'quiet' : 'plain')],
    ];
  });
  const columns = [
    { title: 'ms', align: 'right' as const },
    { title: 'moment' },
    { title: 'host', max: MAX_ACTOR },
    { title: '' },
    { title: 'state' },
    { title: 'local' },
    { title: 'remote' },
    { title: 'recv-q', align: 'right' as const },
    { title: 'send-q', align: 'right' as const },
  ];
  return renderTable(columns, rows, view) + leftOut(sockets.length - view.limit, 'row', view);
}

const milliseconds = (us: number): string => (us / 1000).toFixed(2);

function leftOut(count: number, noun: string, { unicode }: Terminal): string {
  if (count <= 0) return '';
  return `  ${glyphsFor(unicode).dots} ${countText(count, `more ${noun}`)} not shown, see --all\n`;
}
