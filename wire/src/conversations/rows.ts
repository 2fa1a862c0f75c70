/** Which rows belong to which stream: one array of rows sorted by stream, made once and kept until packets are added. */
import type { Capture } from '../capture/capture.ts';
import { NO_STREAM, SHAPE } from '../capture/table.ts';

/** Rows by stream: those of stream `s` are `rows[starts[s]]` to before `rows[starts[s + 1]]`, in capture order. */
export interface StreamRows {
  starts: Uint32Array;
  rows: Uint32Array;
}

const known = new WeakMap<Capture, Map<string, { count: number; index: StreamRows }>>();

/** Rows of every TCP or UDP stream. */
export function streamRows(capture: Capture, kind: 'tcp' | 'udp'): StreamRows {
  let kinds = known.get(capture);
  if (!kinds) known.set(capture, (kinds = new Map()));
  const before = kinds.get(kind);
  if (before?.count === capture.count) return before.index;
  const { table } = capture;
  const bit = kind === 'tcp' ? SHAPE.tcp : SHAPE.udp;
  const streams = kind === 'tcp' ? capture.tcp.flows.count : capture.udp.count;
  const starts = new Uint32Array(streams + 1);
  for (let row = 0; row < table.count; row++) {
    const stream = table.stream[row]!;
    if (table.shape[row]! & bit && stream !== NO_STREAM) starts[stream + 1]!++;
  }
  for (let s = 0; s < streams; s++) starts[s + 1]! += starts[s]!;
  const rows = new Uint32Array(starts[streams]!);
  const at = starts.slice();
  for (let row = 0; row < table.count; row++) {
    const stream = table.stream[row]!;
    if (table.shape[row]! & bit && stream !== NO_STREAM) rows[at[stream]!++] = row;
  }
  const index = { starts, rows };
  kinds.set(kind, { count: capture.count, index });
  return index;
}

/** Rows of one stream, in capture order. */
export function rowsOf(index: StreamRows, stream: number): Uint32Array {
  return index.rows.subarray(index.starts[stream], index.starts[stream + 1]);
}
