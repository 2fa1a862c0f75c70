/** When a packet arrived, counted from its stream's first packet and from the previous one. */
import { lowerBound } from '../basics/binary-search.ts';
import type { Packets } from '../core/packets.ts';
import type { Dissection } from '../core/dissection.ts';
import { streamRows } from '../core/stream-rows.ts';
import { field } from '../core/field.ts';
import type { Field, Item } from '../core/field.ts';

/** The two fields of one transport protocol. */
export interface TimeFields {
  readonly relative: Field;
  readonly delta: Field;
}

/** Fields of TCP. */
export const TCP_TIMES: TimeFields = {
  relative: field('tcp.time_relative', 'dur', 'Time since first frame in this TCP stream'),
  delta: field('tcp.time_delta', 'dur', 'Time since previous frame in this TCP stream'),
};

/** Fields of UDP. */
export const UDP_TIMES: TimeFields = {
  relative: field('udp.time_relative', 'dur', 'Time since first frame'),
  delta: field('udp.time_delta', 'dur', 'Time since previous frame'),
};

/** Nanoseconds from the first packet of a row's stream, or from the previous one, to the row; 0 for the first. */
export function streamTime(
  capture: Packets,
  kind: 'tcp' | 'udp',
  row: number,
  since: 'first' | 'previous',
): number {
  const { starts, rows } = streamRows(capture, kind);
  const { table } = capture;
  const stream = table.stream[row]!;
  const start = starts[stream]!;
  if (since === 'first') return table.between(rows[start]!, row);
  const position = lowerBound(rows, row, start, starts[stream + 1]!);
  return position > start ? table.between(rows[position - 1]!, row) : 0;
}

/** Adds the times of the dissection's row to its transport layer. */
export function timesTree(d: Dissection, layer: Item, kind: 'tcp' | 'udp'): void {
  if (!d.isTree) return;
  const fields = kind === 'tcp' ? TCP_TIMES : UDP_TIMES;
  d.computed(layer, fields.relative, streamTime(d.capture, kind, d.row, 'first') / 1e9);
  d.computed(layer, fields.delta, streamTime(d.capture, kind, d.row, 'previous') / 1e9);
}
