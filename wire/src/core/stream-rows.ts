/** Which rows belong to which stream: one array of rows sorted by stream, made once and kept until the capture changes. */
import { derivedKey } from './derived.ts';
import type { Packets } from './packets.ts';
import { NO_STREAM, TRAITS } from '../table/table.ts';

/** Rows by stream: those of stream `s` are `rows[starts[s]]` to before `rows[starts[s + 1]]`, in capture order. */
export interface StreamRows {
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
}

const KEYS = {
  tcp: derivedKey<StreamRows>('rows by TCP stream'),
  udp: derivedKey<StreamRows>('rows by UDP stream'),
} as const;

/** Rows of every TCP or UDP stream. */
export function streamRows(capture: Packets, kind: 'tcp' | 'udp'): StreamRows {
  return capture.derived(KEYS[kind], () => sortByStream(capture, kind));
}

function sortByStream(capture: Packets, kind: 'tcp' | 'udp'): StreamRows {
  const { table } = capture;
  const bit = kind === 'tcp' ? TRAITS.tcp : TRAITS.udp;
  const streams = kind === 'tcp' ? capture.tcp.flows.count : capture.udp.count;
  const starts = new Uint32Array(streams + 1);
  for (let row = 0; row < table.count; row++) {
    const stream = table.stream[row]!;
    if (table.traits[row]! & bit && stream !== NO_STREAM) starts[stream + 1]!++;
  }
  for (let s = 0; s < streams; s++) starts[s + 1]! += starts[s]!;
  const rows = new Uint32Array(starts[streams]!);
  const at = starts.slice();
  for (let row = 0; row < table.count; row++) {
    const stream = table.stream[row]!;
    if (table.traits[row]! & bit && stream !== NO_STREAM) rows[at[stream]!++] = row;
  }
  return { starts, rows };
}

/** Rows of one stream, in capture order. */
export function rowsOf(index: StreamRows, stream: number): Uint32Array {
  return index.rows.subarray(index.starts[stream], index.starts[stream + 1]);
}
