/** The tree of an HTTP message: head, matching, body. */
import type { Dissection } from '../../core/dissection.ts';
import { concat, text } from '../../basics/bytes.ts';
import { TEXT_LINE } from '../../core/field.ts';
import type { Item } from '../../core/field.ts';
import type { Message } from '../../core/stream-cutter.ts';
import type { StreamProtocol } from '../../core/stream-protocol.ts';
import { F } from './fields.ts';
import { headerValue } from './head.ts';
import type { Head } from './head.ts';
import { fullUri, headTree } from './head-tree.ts';
import type { HttpMessage } from './state.ts';

/** Maximum chunks shown one by one; the body is still complete. */
const MAX_CHUNKS = 5000;

/** Adds the message that begins at `at` in the dissected bytes. */
export function httpTree(protocol: StreamProtocol, d: Dissection, message: Message, at: number): void {
  const { head, framing, exchange, state } = message.data as HttpMessage;
  const { length } = message.bytes;
  if (!head) {
    const layer = d.layer(protocol, at, length);
    d.summary('HTTP', 'Continuation');
    if (d.isTree) fileData(d, layer, at, length);
    return;
  }
  const type = headerValue(head, 'content-type').replace(/\s*;.*$/, '');
  const hasBody = framing.kind !== 'none' && length > head.length;
  d.summary('HTTP', () => `${head.line} ${hasBody && type !== '' ? ` (${type.toLowerCase()})` : ''}`);
  if (!d.isTree) return;
  const layer = d.layer(protocol, at, head.length);
  headTree(d, layer, head, at);
  if (head.isResponse) responseMatch(d, layer, message);
  else {
    const uri = fullUri(head, message.depth > 0);
    if (uri !== undefined) d.computed(layer, F.fullUri, uri);
    d.computed(layer, F.request, true).hidden = true;
    if (head.words[0].text === 'NOTIFY') d.computed(layer, F.notification, true).hidden = true;
    d.computed(
      layer,
      F.requestNumber,
      exchange?.number,
      `HTTP request ${exchange?.number}/${state.requests}`,
    );
    if (exchange?.responseRow !== undefined) d.computed(layer, F.responseIn, exchange.responseRow + 1);
  }
  if (!hasBody) return;
  if (framing.kind === 'chunked') chunkedBody(d, layer, message, at, head);
  else body(d, layer, head, at + head.length, length - head.length);
}

function responseMatch(d: Dissection, layer: Item, { data, depth }: Message): void {
  const { exchange, state } = data as HttpMessage;
  d.computed(layer, F.response, true).hidden = true;
  if (!exchange) return;
  const { number, request, requestRow } = exchange;
  d.computed(layer, F.responseNumber, number, `HTTP response ${number}/${state.requests}`);
  if (requestRow === undefined) return;
  d.computed(layer, F.time, d.capture.table.between(requestRow, d.row) / 1e9);
  d.computed(layer, F.requestIn, requestRow + 1);
  const uri = request && fullUri(request, depth > 0);
  if (uri !== undefined) d.computed(layer, F.answeredUri, uri);
}

function chunkedBody(d: Dissection, layer: Item, message: Message, at: number, head: Head): void {
  const { chunks } = message.data as HttpMessage;
  const { length } = message.bytes;
  const kind = head.isResponse ? 'response' : 'request';
  const whole = d.add(
    layer,
    TEXT_LINE,
    at + head.length,
    length - head.length,
    undefined,
    `HTTP chunked ${kind}`,
  );
  const parts: Uint8Array[] = [];
  for (const [index, { at: from, dataAt, size }] of chunks.entries()) {
    parts.push(d.slice(at + dataAt, size));
    if (index >= MAX_CHUNKS) continue;
    const isLast = size === 0;
    const item = d.add(
      whole,
      TEXT_LINE,
      at + from,
      dataAt - from + size + 2,
      undefined,
      isLast ? 'End of chunked encoding' : `Data chunk (${size} octets)`,
    );
    d.add(item, F.chunkSize, at + from, dataAt - from, size, `Chunk size: ${size} octets`);
    if (isLast) continue;
    d.add(item, F.chunkData, at + dataAt, size, d.slice(at + dataAt, size));
    d.add(item, F.chunkBoundary, at + dataAt + size, 2, d.slice(at + dataAt + size, 2));
  }
  if (chunks.length > MAX_CHUNKS) d.note(whole, `[${chunks.length - MAX_CHUNKS} more chunks are not shown]`);
  const bytes = concat(parts);
  d.inside({ name: `De-chunked entity body (${bytes.length} bytes)`, bytes }, () =>
    body(d, layer, head, 0, bytes.length),
  );
}

function body(d: Dissection, layer: Item, head: Head, at: number, length: number): void {
  const coding = headerValue(head, 'content-encoding');
  if (coding !== '' && coding.toLowerCase() !== 'identity') {
    d.add(
      layer,
      TEXT_LINE,
      at,
      length,
      undefined,
      `Content-encoded entity body (${coding}): ${length} bytes`,
    );
  }
  fileData(d, layer, at, length);
}

function fileData(d: Dissection, layer: Item, at: number, length: number): void {
  const shown = Math.max(0, Math.min(length, d.bytes.length - at));
  d.add(layer, F.fileData, at, shown, text(d.slice(at, shown)), `File Data: ${shown} bytes`);
}
