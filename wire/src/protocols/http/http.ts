/** HTTP/1 (RFC 9110, RFC 9112): cuts a stream into requests and responses, and finds out which answers which. */
import type { CutAnswer, Pending, StreamContext } from '../../core/stream-cutter.ts';
import type { StreamProtocol } from '../../core/stream-protocol.ts';
import { ChunkReader, framingOf } from './body.ts';
import { HTTP_FIELDS } from './fields.ts';
import { MAX_HEAD, beginning, headEnd, parseHead } from './head.ts';
import type { Head } from './head.ts';
import type { Exchange, HttpMessage, HttpState, OpenMessage } from './state.ts';
import { httpTree } from './tree.ts';
import { tunnelOf, upgradeOf } from './upgrade.ts';
import { FIN } from '../../tcp-analysis/flags.ts';

/** Maximum requests that wait for answers; pipelines are short, and a flood of requests must not fill the memory. */
const MAX_WAITING = 10_000;

/** HTTP. */
export const http: StreamProtocol<HttpState> = {
  name: 'http',
  label: 'HTTP',
  title: 'Hypertext Transfer Protocol',
  fields: HTTP_FIELDS,
  ports: [80, 3128, 3132, 5985, 8080, 8088, 11371, 1900, 2869, 2710],

  looksLike(begin) {
    const feed = begin.subarray(0, MAX_HEAD).indexOf(10);
    const end = feed < 0 ? Math.min(begin.length, MAX_HEAD) : feed;
    const line = String.fromCharCode(...begin.subarray(0, 7));
    if (line === 'HTTP/1.') return true;
    const tail = String.fromCharCode(...begin.subarray(Math.max(0, end - 10), end));
    return feed > 0 && / HTTP\/1\.\d\r?$/.test(tail);
  },

  open: (context) => ({ context, open: [undefined, undefined], waiting: [], requests: 0, isHttp: false }),

  cut(state, pending) {
    const side = pending.fromClient ? 0 : 1;
    const open = (state.open[side] ??= {
      head: undefined,
      framing: { kind: 'none' },
      method: '',
      chunks: undefined,
      searched: 0,
    });
    const answer = cutOpen(state, open, pending);
    if (typeof answer === 'object' || answer === 'foreign') state.open[side] = undefined;
    return answer;
  },

  dissect(d, message, at) {
    httpTree(this, d, message, at);
  },
};

function cutOpen(state: HttpState, open: OpenMessage, pending: Pending): CutAnswer {
  const { bytes, atEnd, row } = pending;
  if (!open.head) {
    const begin = beginning(bytes);
    if (begin === 'neither' || (begin === 'unknown' && atEnd)) return continuation(state, pending);
    const end = begin === 'unknown' ? -1 : headEnd(bytes, open.searched);
    if (end < 0) {
      open.searched = bytes.length;
      return bytes.length > MAX_HEAD ? continuation(state, pending) : 'more';
    }
    open.head = parseHead(bytes.subarray(0, end));
    open.method = open.head.isResponse ? (state.waiting[0]?.request?.words[0].text ?? '') : '';
    open.framing = framingOf(open.head, open.method);
  }
  const { head, framing } = open;
  if (framing.kind === 'none') return finish(state, open, pending, head.length);
  if (framing.kind === 'length') {
    const whole = head.length + framing.length;
    if (bytes.length >= whole) return finish(state, open, pending, whole);
    return whole;
  }
  // Like Wireshark, this library shows no message whose end is missing, with or without a known length.
  if (framing.kind === 'close') {
    return atEnd && isFin(state.context, row) ? finish(state, open, pending, bytes.length) : 'more';
  }
  const chunks = (open.chunks ??= new ChunkReader(head.length));
  chunks.read(bytes);
  if (chunks.end !== undefined) return finish(state, open, pending, chunks.end);
  if (chunks.isDamaged) return finish(state, open, pending, Math.max(head.length, chunks.at));
  return chunks.needed;
}

/** Bytes inside a message whose beginning is not in the capture; without HTTP before them they could be anything. */
function continuation(state: HttpState, { bytes }: Pending): CutAnswer {
  if (!state.isHttp) return 'foreign';
  const data: HttpMessage = {
    head: undefined,
    framing: { kind: 'none' },
    chunks: [],
    exchange: undefined,
    state,
  };
  return { length: bytes.length, data };
}

function finish(state: HttpState, open: OpenMessage, pending: Pending, length: number): CutAnswer {
  const head = open.head!;
  state.isHttp = true;
  // Responses are missing; most likely this one answers the newest request.
  if (head.isResponse && pending.afterGap) state.waiting = state.waiting.slice(-1);
  const exchange = head.isResponse ? answered(state, head, pending.row) : asked(state, head, pending.row);
  const data: HttpMessage = {
    head,
    framing: open.framing,
    chunks: open.chunks?.chunks ?? [],
    exchange,
    state,
  };
  const next = head.isResponse
    ? (upgradeOf(head) ?? tunnelOf(exchange?.request, head, state.context))
    : undefined;
  return { length, data, ...(next && { next }) };
}

function asked(state: HttpState, head: Head, row: number): Exchange {
  const exchange: Exchange = {
    number: ++state.requests,
    request: head,
    requestRow: row,
    responseRow: undefined,
  };
  if (state.waiting.length < MAX_WAITING) state.waiting.push(exchange);
  return exchange;
}

/** The exchange that a response belongs to; an interim response (1xx other than 101) leaves it open. */
function answered(state: HttpState, head: Head, row: number): Exchange | undefined {
  const isInterim = head.code >= 100 && head.code < 200 && head.code !== 101;
  const exchange = isInterim ? state.waiting[0] : state.waiting.shift();
  if (exchange && !isInterim) exchange.responseRow = row;
  return exchange;
}

/** Whether a row of a stream ends it. */
function isFin(context: StreamContext, row: number): boolean {
  return (context.capture.table.flags[row]! & FIN) !== 0;
}
