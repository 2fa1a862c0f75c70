/** The ribbon as the page asks for it: one direction of a stream, cut as sends, segments, receives and lines cut it. */
import type { Datagram, Evidence, JoinedDirection, Model, RecordSpan, Span } from '@wireside/trace';

/** One direction of a stream; of UDP, the datagrams from one address to another, in order. */
export interface RibbonChoice {
  readonly protocol: 'TCP' | 'UDP';
  /** tcp.stream or udp.stream. */
  readonly stream: number;
  readonly direction: 'toServer' | 'toClient';
}

/** A stream that can be chosen. */
export interface RibbonStream extends RibbonChoice {
  /** The actors at its ends, or their addresses. Written by others: escape them. */
  readonly from: string;
  readonly to: string;
  readonly bytes: number;
}

/** Bytes that one call, packet, record or line moved at once. */
export interface Block extends Span {
  /** µs since the first block. */
  readonly at: number;
  readonly what: Evidence;
  /** The network dropped it. */
  readonly lost?: true;
}

/** A message of the sender. */
export interface RibbonMessage extends Span {
  readonly index: number;
}

/** A ribbon. Blocks of a track are in the order of their offsets. */
export interface StreamRibbon extends RibbonChoice {
  /** Bytes of the stream. */
  readonly length: number;
  /** µs since the epoch: the first block. */
  readonly start: number;
  readonly messages: readonly RibbonMessage[];
  readonly sends: readonly Block[];
  readonly segments: readonly Block[];
  /** Segments with bytes that had been on the wire before. */
  readonly again: readonly Block[];
  readonly receives: readonly Block[];
  readonly lines: readonly Block[];
}

/** Streams that can be chosen. */
const MAX_STREAMS = 500;

/** The streams of a run that carried bytes: first those with messages, then the long ones. */
export function ribbonStreams(model: Model): readonly RibbonStream[] {
  const tcp = model.connections.flatMap(({ stream, toServer, toClient }) =>
    [['toServer', toServer] as const, ['toClient', toClient] as const].flatMap(([direction, joined]) => {
      const bytes = Math.max(joined.sent, joined.carried);
      if (bytes === 0) return [];
      const [from, to] = [joined.from.actor ?? joined.from.endpoint, joined.to.actor ?? joined.to.endpoint];
      const found: RibbonStream = { protocol: 'TCP', stream, direction, from, to, bytes };
      return [{ found, hasMessages: joined.messages.length > 0 }];
    }),
  );
  const sorted = tcp.toSorted(
    (a, b) => Number(b.hasMessages) - Number(a.hasMessages) || b.found.bytes - a.found.bytes,
  );
  return [...sorted.map(({ found }) => found), ...datagramStreams(model)].slice(0, MAX_STREAMS);
}

/** The ribbon of a stream; undefined for one that does not exist. */
export function ribbonOfStream(model: Model, choice: RibbonChoice): StreamRibbon | undefined {
  if (choice.protocol === 'UDP') return datagramRibbon(model, choice);
  const connection = model.connections.find(({ stream }) => stream === choice.stream);
  if (connection === undefined) return undefined;
  const joined = connection[choice.direction];
  const { lost } = model.resent;
  const segment = ({ packet, at, offset, length }: JoinedDirection['packets'][number]): Block => ({
    offset,
    length,
    at,
    what: { packet },
    ...(lost.has(packet) ? { lost: true as const } : {}),
  });
  const all = {
    messages: joined.messages.map(({ index, offset, length }) => ({ index, offset, length })),
    sends: blocksOf(joined.sends.length > 0 ? joined.sends : joined.carriedSends),
    segments: joined.packets.filter(({ retransmission }) => !retransmission).map(segment),
    again: joined.packets.filter(({ retransmission }) => retransmission).map(segment),
    receives: blocksOf(joined.receives),
    lines: lineBlocks(joined, joined.to.actor === model.program.name ? undefined : joined.to.actor),
  };
  return sinceStart({ ...choice, ...all, length: Math.max(joined.sent, joined.carried) });
}

/** Counts times from the first block on, and sorts the blocks by their offsets. */
function sinceStart(ribbon: Omit<StreamRibbon, 'start'>): StreamRibbon {
  const { sends, segments, again, receives, lines } = ribbon;
  let start = Infinity;
  for (const track of [sends, segments, again, receives, lines])
    for (const { at } of track) start = Math.min(start, at);
  const moved = (track: readonly Block[]): Block[] =>
    track.map((block) => ({ ...block, at: block.at - start })).toSorted((a, b) => a.offset - b.offset);
  return {
    ...ribbon,
    start: Number.isFinite(start) ? start : 0,
    sends: moved(sends),
    segments: moved(segments),
    again: moved(again),
    receives: moved(receives),
    lines: moved(lines),
  };
}

function blocksOf(spans: readonly RecordSpan[]): Block[] {
  return spans
    .filter(({ length }) => length > 0)
    .map(({ lane, n, at, offset, length }) => ({
      offset,
      length,
      at,
      what: lane === 'calls' ? { call: n } : { peer: n },
    }));
}

/** What the lines of the receiver show, in one block for each line and each stretch of the stream. */
function lineBlocks(joined: JoinedDirection, actor: string | undefined): Block[] {
  const messages = new Map(joined.messages.map((message) => [message.index, message]));
  const blocks: Block[] = [];
  for (const { message: index, parts, at } of joined.shown) {
    const message = messages.get(index);
    if (message === undefined) continue;
    let from = 0;
    for (const { line, length } of parts) {
      // Of a message inside TLS it is not known which bytes of the stream a part of it is.
      const span = message.content === undefined ? { offset: message.offset + from, length } : message;
      from += length;
      const last = blocks.at(-1);
      if (
        last !== undefined &&
        'line' in last.what &&
        last.what.line === line &&
        last.offset + last.length === span.offset
      )
        blocks[blocks.length - 1] = { ...last, length: last.length + span.length };
      else {
        const what = { line, ...(actor === undefined ? {} : { actor }) };
        blocks.push({ offset: span.offset, length: span.length, at, what });
      }
    }
  }
  return blocks;
}

function directionOf({ source }: Datagram, first: Datagram): RibbonChoice['direction'] {
  return source === first.source ? 'toServer' : 'toClient';
}

function datagramStreams(model: Model): RibbonStream[] {
  const firsts = new Map<number, Datagram>();
  const found = new Map<string, RibbonStream>();
  for (const datagram of model.datagrams) {
    const { stream, source, destination, from, to, length } = datagram;
    if (from.actor === undefined && to.every(({ actor }) => actor === undefined)) continue;
    const first = firsts.get(stream) ?? datagram;
    firsts.set(stream, first);
    const direction = directionOf(datagram, first);
    const key = `${stream} ${direction}`;
    const before = found.get(key);
    found.set(key, {
      protocol: 'UDP',
      stream,
      direction,
      from: from.actor ?? source,
      to: to.length === 1 ? (to[0]!.actor ?? destination) : destination,
      bytes: (before?.bytes ?? 0) + length,
    });
  }
  return [...found.values()].filter(({ bytes }) => bytes > 0);
}

/** Datagrams one after the other, as if they were a stream. */
function datagramRibbon(model: Model, choice: RibbonChoice): StreamRibbon | undefined {
  const all = model.datagrams.filter(({ stream }) => stream === choice.stream);
  const own = all.filter((datagram) => directionOf(datagram, all[0]!) === choice.direction);
  if (own.length === 0) return undefined;
  const tracks = { sends: [] as Block[], segments: [] as Block[], receives: [] as Block[] };
  let offset = 0;
  for (const { packet, at, send, to, length } of own) {
    const span = { offset, length: Math.max(1, length) };
    offset += span.length;
    const isLost = to.some(({ lost }) => lost === true);
    if (send !== undefined) tracks.sends.push({ ...span, at: send.at, what: whatOf(send) });
    tracks.segments.push({ ...span, at, what: { packet }, ...(isLost ? { lost: true as const } : {}) });
    const receive = to.find((one) => one.receive !== undefined)?.receive;
    if (receive !== undefined) tracks.receives.push({ ...span, at: receive.at, what: whatOf(receive) });
  }
  return sinceStart({ ...choice, ...tracks, messages: [], again: [], lines: [], length: offset });
}

const whatOf = ({ lane, n }: RecordSpan): Evidence => (lane === 'calls' ? { call: n } : { peer: n });
