/** The lanes of a trace one by one, as lists: calls, packets and output. */
import {
  type CallRecord,
  callText,
  durationText,
  outputLines,
  packetComments,
  type Trace,
} from '@wireside/trace';
import { renderTable, type Row } from './table.ts';
import { type Look, type Span, span, type Terminal } from './spans.ts';

/** How much of a list is shown. */
export interface ListView extends Terminal {
  /** Most rows; what is left out is counted. */
  limit: number;
}

/** The program's calls: number, time, and what strace(1) would say. */
export function renderCalls(trace: Trace, view: ListView): string {
  const start = startOf(trace);
  const severalProcesses = new Set(trace.calls.map(({ process }) => process)).size > 1;
  const rows = trace.calls
    .slice(0, view.limit)
    .map((call) => [
      [span(String(call.n), 'quiet')],
      [span(milliseconds(call.at - start), 'quiet')],
      [span(call.took === null ? '?' : durationText(call.took), 'quiet')],
      ...(severalProcesses ? [[span(String(call.process), 'quiet')]] : []),
      [span(callText(call), lookOf(call))],
      callDetails(call),
    ]);
  const columns = [
    { title: 'call', align: 'right' as const },
    { title: 'ms', align: 'right' as const },
    { title: 'took', align: 'right' as const },
    ...(severalProcesses ? [{ title: 'process', align: 'right' as const }] : []),
    { title: 'what it asked, and got', most: 36 },
    { title: '' },
  ];
  return renderTable(columns, rows, view) + leftOut(trace.calls.length - view.limit, 'call', view);
}

function lookOf(call: CallRecord): Look {
  if (call.ret === null) return 'bad';
  return call.error === undefined ? 'plain' : call.error === 'EAGAIN' ? 'quiet' : 'bad';
}

function callDetails(call: CallRecord): Span[] {
  if (call.data !== undefined && call.data !== '')
    return [span('"', 'quiet'), span(call.data), span('"', 'quiet')];
  if (call.kind === 'receive' && call.ret === 0) return [span('end of stream', 'quiet')];
  return call.args === undefined ? [] : [span(call.args, 'quiet')];
}

/** The packets as Wireshark lists them, and under each what the trace knows of its bytes. */
export function renderPackets(trace: Trace, view: ListView): string {
  const { capture } = trace;
  const start = startOf(trace);
  const comments = packetComments(trace);
  const rows: Row[] = [];
  for (let row = 0; row < Math.min(capture.count, view.limit); row++) {
    const packet = capture.packet(row);
    const isBad =
      packet.tcp?.analysis.some((name) => !['window_update', 'keep_alive'].includes(name)) === true;
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
    { title: 'from', most: 20 },
    { title: 'to', most: 20 },
    { title: 'protocol' },
    { title: 'what it says' },
  ];
  return renderTable(columns, rows, view) + leftOut(capture.count - view.limit, 'packet', view);
}

/** The lines that the program printed, in the order in which they were complete. */
export function renderOutput(trace: Trace, view: ListView): string {
  const start = startOf(trace);
  const lines = (['stdout', 'stderr'] as const)
    .flatMap((stream) => outputLines(trace.output, stream, trace.calls))
    .toSorted((a, b) => a.at - b.at);
  const dropped = trace.output.reduce(
    (sum, record) => sum + (record.dropped === true ? record.length : 0),
    0,
  );
  const rows = lines
    .slice(0, view.limit)
    .map((line) => [
      [span(String(line.number), 'quiet')],
      [span(milliseconds(line.at - start), 'quiet')],
      [span(line.stream === 'stderr' ? 'stderr' : '', 'bad')],
      [span(line.bytes), ...(line.ended ? [] : [span(' (no newline)', 'quiet')])],
    ]);
  const columns = [
    { title: 'line', align: 'right' as const },
    { title: 'ms', align: 'right' as const },
    { title: '' },
    { title: 'what it printed' },
  ];
  if (lines.length === 0) return 'It printed nothing.\n';
  const lost = dropped > 0 ? `  ${dropped} bytes of output were more than is kept\n` : '';
  return renderTable(columns, rows, view) + leftOut(lines.length - view.limit, 'line', view) + lost;
}

/** Zero of all times: when the program began. */
function startOf(trace: Trace): number {
  return trace.calls[0]?.at ?? trace.run.started.realtime;
}

const milliseconds = (us: number): string => (us / 1000).toFixed(2);

function leftOut(count: number, noun: string, { unicode }: Terminal): string {
  if (count <= 0) return '';
  return `  ${unicode === false ? ':' : '⋮'} ${count} more ${noun}${count === 1 ? '' : 's'} not shown, see --all\n`;
}
