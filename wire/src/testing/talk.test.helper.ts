/** Whole TCP conversations for tests, written as a list of senders and payloads. */
import { openCapture } from '../open.ts';
import type { CaptureOptions } from '../open.ts';
import type { Capture } from '../core/capture.ts';
import { utf8 } from '../basics/bytes.ts';
import type { Item } from '../core/field.ts';
import { conversation } from './conversation.test.helper.ts';
import type { TestSegment } from './conversation.test.helper.ts';

/** One segment's sender and payload. */
export type Said = readonly ['client' | 'server', string | Uint8Array];

/**
 * A capture of a conversation: opening (packets 1 to 3), the payloads (from packet 4 on), the server's FIN, the
 * client's.
 */
export function talk(said: readonly Said[], serverPort: number, options: CaptureOptions = {}): Capture {
  const next = { client: 1001, server: 5001 };
  const segments: TestSegment[] = [
    { from: 'client', flags: 'S', seq: 1000 },
    { from: 'server', flags: 'SA', seq: 5000, ack: 1001 },
    { from: 'client', flags: 'A', seq: 1001, ack: 5001 },
  ];
  const send = (from: 'client' | 'server', flags: string, data: string | Uint8Array): void => {
    const other = from === 'client' ? 'server' : 'client';
    segments.push({ from, flags, seq: next[from], ack: next[other], data });
    next[from] += typeof data === 'string' ? utf8(data).length : data.length;
    if (flags.includes('F')) next[from]++;
  };
  for (const [from, data] of said) send(from, 'PA', data);
  send('server', 'FA', '');
  send('client', 'FA', '');
  return openCapture(conversation(segments, serverPort), options);
}

/** Every way to cut bytes in two, and the whole. */
export function* cuts(bytes: Uint8Array): Generator<Uint8Array[]> {
  yield [bytes];
  for (let at = 1; at < bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
}

/** All values of a field in a packet, wherever in the tree. */
export function valuesOf(capture: Capture, row: number, name: string): unknown[] {
  const values: unknown[] = [];
  const visit = (item: Item): void => {
    if (item.field.name === name) values.push(item.value);
    item.children.forEach(visit);
  };
  capture.dissect(row).layers.forEach(visit);
  return values;
}

/** All values of a field in a capture, in the order of packets. */
export function allValues(capture: Capture, name: string): unknown[] {
  return Array.from({ length: capture.count }, (_, row) => valuesOf(capture, row, name)).flat();
}
