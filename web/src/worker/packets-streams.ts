/** Conversations: one line each, and what was said in one of them. */
import type { Capture, Closing, Endpoint, Message, Opening, Side } from '@wireside/wire';
import {
  endpointText,
  follow,
  NO_STREAM,
  streamLife,
  streamMessages,
  TcpStream,
  TRAITS,
  udpStreams,
  WEBSOCKET_OPCODE,
  websocketFrame,
  websocketPayload,
} from '@wireside/wire';

/** A conversation in the table. */
export interface Conversation {
  readonly protocol: 'tcp' | 'udp';
  readonly stream: number;
  readonly client: string;
  readonly server: string;
  /** Of the client and of the server; bytes as on the wire. */
  readonly packets: readonly [number, number];
  readonly bytes: readonly [number, number];
  /** µs since the epoch, and µs from the first packet to the last. */
  readonly start: number;
  readonly duration: number;
  /** Of TCP. */
  readonly opening?: Opening['kind'];
  readonly closing?: Closing['kind'];
  readonly closedBy?: Side;
  /** A filter that finds its packets. */
  readonly filter: string;
}

/** Conversations of which how they were opened and closed is found out at once; of more, only when it is asked for. */
export const MAX_LIVES = 3000;

/** All conversations of a capture, TCP first. */
export function conversations(capture: Capture): Conversation[] {
  const { table } = capture;
  const tcp = capture.tcp.flows.count;
  const all = tcp + capture.udp.count;
  const packets = [new Uint32Array(all), new Uint32Array(all)] as const;
  const bytes = [new Float64Array(all), new Float64Array(all)] as const;
  const first = new Int32Array(all).fill(-1);
  const last = new Int32Array(all);
  for (let row = 0; row < capture.count; row++) {
    const stream = table.stream[row]!;
    if (stream === NO_STREAM) continue;
    const traits = table.traits[row]!;
    const at = traits & TRAITS.tcp ? stream : tcp + stream;
    const side = traits & TRAITS.fromClient ? 0 : 1;
    packets[side][at]!++;
    bytes[side][at]! += table.length[row]!;
    if (first[at]! < 0) first[at] = row;
    last[at] = row;
  }
  const one = (
    at: number,
    protocol: 'tcp' | 'udp',
    ends: { client: Endpoint; server: Endpoint },
  ): Conversation => {
    const stream = protocol === 'tcp' ? at : at - tcp;
    const life = protocol === 'tcp' && all <= MAX_LIVES ? lifeOf(capture, stream) : {};
    return {
      protocol,
      stream,
      client: endpointText(ends.client),
      server: endpointText(ends.server),
      packets: [packets[0][at]!, packets[1][at]!],
      bytes: [bytes[0][at]!, bytes[1][at]!],
      start: first[at]! < 0 ? 0 : capture.time(first[at]!),
      duration: first[at]! < 0 ? 0 : table.between(first[at]!, last[at]!) / 1000,
      ...life,
      filter: `${protocol}.stream == ${stream}`,
    };
  };
  return [
    ...Array.from({ length: tcp }, (_, stream) => one(stream, 'tcp', new TcpStream(capture, stream))),
    ...udpStreams(capture).map((stream) => one(tcp + stream.id, 'udp', stream)),
  ];
}

/** How a TCP connection was opened and closed. */
export function lifeOf(
  capture: Capture,
  stream: number,
): Required<Pick<Conversation, 'opening' | 'closing'>> & Pick<Conversation, 'closedBy'> {
  const { opening, closing } = streamLife(capture, stream);
  return {
    opening: opening.kind,
    closing: closing.kind,
    ...(closing.first === undefined ? {} : { closedBy: closing.first }),
  };
}

/** The conversation of a row: `tcp:3`. */
export function streamOf({ table, count }: Capture, row: number): string | undefined {
  if (!(row >= 0 && row < count) || table.stream[row] === NO_STREAM) return undefined;
  return `${table.traits[row]! & TRAITS.tcp ? 'tcp' : 'udp'}:${table.stream[row]}`;
}

/** What of a conversation is shown. */
export type Layer = 'tcp' | 'udp' | 'tls' | 'http' | 'websocket';

/** Bytes of one end that stand together, or bytes that are missing. */
export interface Turn {
  readonly from: Side;
  /** Number of the first packet that carried them. */
  readonly packet: number;
  readonly bytes: Uint8Array;
  /** How many bytes are missing in the capture; 0 for captured ones. */
  readonly missing: number;
}

/** A part of what was said. */
export interface FollowedStream {
  readonly client: string;
  readonly server: string;
  readonly layers: readonly Layer[];
  readonly turns: readonly Turn[];
  /** Captured bytes of each end in all of it. */
  readonly total: Readonly<Record<Side, number>>;
  /** Captured bytes beyond those in `turns`. */
  readonly left: number;
}

/** Which conversation, and how much of it. */
export interface FollowChoice {
  readonly protocol: 'tcp' | 'udp';
  readonly stream: number;
  readonly layer: Layer;
  /** Only what one end said. */
  readonly way: Side | 'both';
  /** Bytes that are wanted at most. */
  readonly most: number;
}

/** What was said in a conversation, from its beginning; undefined if there is no such conversation. */
export function followed(capture: Capture, choice: FollowChoice): FollowedStream | undefined {
  const { protocol, stream, layer, way, most } = choice;
  const count = protocol === 'tcp' ? capture.tcp.flows.count : capture.udp.count;
  if (!(stream >= 0 && stream < count)) return undefined;
  const whole = follow(capture, stream, { protocol });
  const messages = protocol === 'tcp' ? streamMessages(capture, stream).all : [];
  const layers: Layer[] = [protocol];
  if (messages.some((one) => decryptedOf(one) !== undefined)) layers.push('tls');
  for (const name of ['http', 'websocket'] as const) {
    if (messages.some((one) => one.protocol.name === name)) layers.push(name);
  }
  const parts: readonly Turn[] =
    layer === 'tcp' || layer === 'udp' || !layers.includes(layer)
      ? whole.parts
      : messages.flatMap(turnOf(layer));
  const total = { client: 0, server: 0 };
  for (const { from, bytes } of parts) total[from] += bytes.length;
  let room = most;
  const turns: Turn[] = [];
  // A datagram and a message stay what they are; bytes of a stream belong together.
  const isStream = layer === 'tcp' || layer === 'tls';
  for (const part of parts) {
    if (way !== 'both' && part.from !== way) continue;
    if (room <= 0) break;
    const bytes = part.bytes.subarray(0, room);
    room -= bytes.length;
    turns.push({ from: part.from, packet: part.packet, bytes: bytes.slice(), missing: part.missing });
  }
  const wanted = way === 'both' ? total.client + total.server : total[way];
  return {
    client: endpointText(whole.client),
    server: endpointText(whole.server),
    layers,
    turns: isStream ? joined(turns) : turns,
    total,
    left: wanted - (most - Math.max(0, room)),
  };
}

/** TLS's content type of application data (RFC 8446 section 5.1). */
const APPLICATION_DATA = 23;

/** The decrypted application data of a TLS record. */
function decryptedOf({ protocol, data }: Message): Uint8Array | undefined {
  if (protocol.name !== 'tls') return undefined;
  const { type, content } = data as { readonly type?: number; readonly content?: Uint8Array };
  return type === APPLICATION_DATA ? content : undefined;
}

/** Messages of a protocol as turns. */
function turnOf(layer: Layer): (message: Message) => Turn[] {
  return (message) => {
    const { protocol, fromClient, row, bytes } = message;
    const turn = { from: fromClient ? 'client' : 'server', packet: row + 1, missing: 0 } as const;
    if (layer === 'tls') {
      const content = decryptedOf(message);
      return content === undefined ? [] : [{ ...turn, bytes: content }];
    }
    if (protocol.name !== layer) return [];
    if (layer !== 'websocket') return [{ ...turn, bytes }];
    const frame = websocketFrame(bytes);
    if (frame === undefined) return [];
    const isText = frame.opcode === WEBSOCKET_OPCODE.text || frame.opcode === WEBSOCKET_OPCODE.continuation;
    const isData = isText || frame.opcode === WEBSOCKET_OPCODE.binary;
    return isData ? [{ ...turn, bytes: websocketPayload(bytes, frame) }] : [];
  };
}

/** Turns of the same end, one after the other, as one. */
function joined(turns: readonly Turn[]): Turn[] {
  const found: Turn[] = [];
  let open: Turn[] = [];
  const close = (): void => {
    if (open.length === 0) return;
    const bytes = new Uint8Array(open.reduce((sum, one) => sum + one.bytes.length, 0));
    let at = 0;
    for (const one of open) {
      bytes.set(one.bytes, at);
      at += one.bytes.length;
    }
    found.push({ ...open[0]!, bytes });
    open = [];
  };
  for (const turn of turns) {
    if (open.length > 0 && (turn.missing > 0 || open[0]!.from !== turn.from)) close();
    if (turn.missing > 0) found.push(turn);
    else open.push(turn);
  }
  close();
  return found;
}
