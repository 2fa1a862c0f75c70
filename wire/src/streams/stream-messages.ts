/** The messages of a TCP stream, by the packet in which each is complete; made on demand. */
import { firstIndex } from '../basics/binary-search.ts';
import { derivedKey } from '../core/derived.ts';
import type { Packets } from '../core/packets.ts';
import type { Message } from '../core/stream-cutter.ts';
import { Cutter } from './cutter.ts';
import type { Direction, Piece } from './direction.ts';
import { TcpStream } from './tcp-streams.ts';

/** All messages of one stream. */
export interface StreamMessages {
  readonly stream: TcpStream;
  /** In the order in which they were completed. */
  readonly all: readonly Message[];
  /** Those of depth 0 of the client and of the server, by offset. */
  readonly outer: readonly [readonly Message[], readonly Message[]];
  /** Stream offset of the incomplete message of the client and of the server, if there is one. */
  readonly unfinished: readonly [number | undefined, number | undefined];
  /** By row of the packet that completed them. */
  readonly byRow: ReadonlyMap<number, readonly Message[]>;
}

/** The message in TCP itself, not inside another, that holds the byte at a stream offset. */
export function messageAt(
  messages: StreamMessages,
  fromClient: boolean,
  offset: number,
): Message | undefined {
  const list = messages.outer[fromClient ? 0 : 1];
  const after = firstIndex(list.length, (index) => list[index]!.offset > offset);
  const found = list[after - 1];
  return found && offset < found.offset + found.bytes.length ? found : undefined;
}

/** What was cut of a capture. */
interface CutStreams {
  readonly streams: Map<number, StreamMessages>;
  /** Names of the protocols of a stream's messages, even if the messages themselves were not kept. */
  readonly spoken: Map<number, ReadonlySet<string>>;
}

const CUT_STREAMS = derivedKey<CutStreams>('messages by TCP stream');
const NONE: readonly Message[] = [];

/** The messages of a TCP stream; kept until the capture changes. */
export function streamMessages(capture: Packets, stream: number): StreamMessages {
  const { streams } = cutStreams(capture);
  let messages = streams.get(stream);
  if (!messages) streams.set(stream, (messages = cutStream(new TcpStream(capture, stream), capture)));
  return messages;
}

/**
 * The messages of a stream that belong to protocols of these names. For code that goes over all streams: if there are
 * none, the cut messages are not kept, since they are a second copy of the stream's bytes.
 */
export function messagesOf(capture: Packets, stream: number, names: readonly string[]): readonly Message[] {
  const { streams, spoken } = cutStreams(capture);
  const before = spoken.get(stream);
  if (before && !names.some((name) => before.has(name))) return NONE;
  const messages = streams.get(stream) ?? cutStream(new TcpStream(capture, stream), capture);
  if (!before) spoken.set(stream, new Set(messages.all.map(({ protocol }) => protocol.name)));
  const found = messages.all.filter(({ protocol }) => names.includes(protocol.name));
  if (found.length > 0) streams.set(stream, messages);
  return found;
}

function cutStreams(capture: Packets): CutStreams {
  return capture.derived(CUT_STREAMS, () => ({ streams: new Map(), spoken: new Map() }));
}

/** A piece of one direction, and the packet with which everything before it had arrived. */
interface Arrival {
  piece: Piece;
  direction: Direction;
  fromClient: boolean;
  /** Packet number. */
  packet: number;
}

function cutStream(stream: TcpStream, capture: Packets): StreamMessages {
  const all: Message[] = [];
  const outer: [Message[], Message[]] = [[], []];
  const byRow = new Map<number, Message[]>();
  const context = {
    capture,
    protocols: capture.registry.streamProtocols,
    stream: stream.id,
    clientPort: stream.client.port,
    serverPort: stream.server.port,
  };
  const cutter = new Cutter(context, (message) => {
    all.push(message);
    if (message.depth === 0) outer[message.fromClient ? 0 : 1].push(message);
    const list = byRow.get(message.row);
    if (list) list.push(message);
    else byRow.set(message.row, [message]);
  });
  const arrivals = [...arrivalsOf(stream.toServer, true), ...arrivalsOf(stream.toClient, false)];
  arrivals.sort((a, b) => a.packet - b.packet);
  for (const { piece, direction, fromClient, packet } of arrivals) {
    cutter.feed(fromClient, direction.pieceBytes(piece), piece.offset, packet - 1);
  }
  for (const [direction, fromClient] of [
    [stream.toServer, true],
    [stream.toClient, false],
  ] as const) {
    const last = direction.fin ?? direction.pieces.at(-1)?.packet;
    if (last !== undefined) cutter.end(fromClient, last - 1);
  }
  return { stream, all, outer, unfinished: [cutter.unfinished(true), cutter.unfinished(false)], byRow };
}

function arrivalsOf(direction: Direction, fromClient: boolean): Arrival[] {
  let packet = 0;
  return direction.pieces.map((piece) => {
    packet = Math.max(packet, piece.packet);
    return { piece, direction, fromClient, packet };
  });
}
